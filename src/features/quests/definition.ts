import { z } from 'zod';
import { Id, MAX_AMOUNT } from '../../contract/ids.js';
import { Rewards } from '../players/definition.js';
import { EventType } from '../rules/definition.js';
import { Condition, NumberExpression } from '../rules/expression.js';

const StepDefinition = z
  .strictObject({
    id: Id,
    name: z.string().min(1).max(255).optional(),
    eventType: EventType.optional().describe(
      'Events that count; absent: only rules and the API move the step',
    ),
    where: Condition.optional(),
    amount: NumberExpression.optional().describe('What one event counts, default 1'),
    target: z.number().positive().max(MAX_AMOUNT),
  })
  .meta({ id: 'QuestStep' });
export type StepDefinition = z.output<typeof StepDefinition>;

/** A task of one or more steps, done when every step has reached its target. */
export const QuestDefinition = z
  .strictObject({
    id: Id,
    name: z.string().min(1).max(255),
    steps: z.array(StepDefinition).min(1).max(50),
    requires: z
      .array(Id)
      .max(50)
      .default([])
      .describe('Quests to complete first; until then this one is locked'),
    repeat: z.enum(['once', 'daily', 'weekly']).default('once'),
    rewards: Rewards.default({}),
  })
  .superRefine(({ steps }, context) => {
    steps.forEach(({ id }, index) => {
      if (steps.findIndex((step) => step.id === id) === index) return;
      context.addIssue({ code: 'custom', path: ['steps', index, 'id'], message: 'is used twice' });
    });
  })
  .meta({ id: 'Quest' });
export type QuestDefinition = z.output<typeof QuestDefinition>;
