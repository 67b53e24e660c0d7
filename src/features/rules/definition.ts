import { z } from 'zod';
import { Id } from '../../contract/ids.js';
import { JsonObject } from '../../contract/json-object.js';
import { Condition, NumberExpression } from './expression.js';

/** What a game names its events; any text without control characters. */
export const EventType = z
  .string()
  .regex(/^[^\p{Cc}]{1,128}$/u, 'must be 1-128 characters without control characters')
  .meta({ id: 'EventType', description: 'Name of a kind of event, e.g. match_won' });

const effects = [
  z.strictObject({ type: z.literal('grant_xp'), amount: NumberExpression }),
  z.strictObject({ type: z.literal('grant_currency'), currency: Id, amount: NumberExpression }),
  z.strictObject({ type: z.literal('change_lives'), amount: NumberExpression }),
  z.strictObject({ type: z.literal('grant_badge'), badgeId: Id }),
  z.strictObject({ type: z.literal('progress_quest'), questId: Id, amount: NumberExpression.optional() }),
  z.strictObject({ type: z.literal('unlock_quest'), questId: Id }),
  z.strictObject({
    type: z.literal('submit_score'),
    leaderboardId: Id,
    score: NumberExpression,
    operation: z.enum(['set', 'increment', 'best']).optional(),
  }),
  z.strictObject({
    type: z.literal('notify'),
    title: z.string().min(1).max(200),
    body: z.string().max(2000).optional(),
    data: JsonObject.optional(),
  }),
  z.strictObject({
    type: z.literal('emit_event'),
    eventType: EventType,
    properties: JsonObject.optional(),
  }),
] as const;

/** What a rule does when it matches. */
export const EffectDefinition = z.discriminatedUnion('type', effects).meta({ id: 'Effect' });
export type EffectDefinition = z.output<typeof EffectDefinition>;

/** What happens when an event of one type arrives. */
export const RuleDefinition = z
  .strictObject({
    id: Id,
    eventType: EventType,
    where: Condition.optional(),
    priority: z.number().int().default(100).describe('Lower runs first'),
    limits: z
      .strictObject({
        firstTime: z.boolean().optional().describe('Only the first time the rule matches for a player'),
        cooldownSeconds: z.number().positive().max(31_536_000).optional().describe('By server time'),
        perDay: z.number().int().min(1).max(1_000_000).optional().describe("By the event's day"),
      })
      .optional(),
    effects: z.array(EffectDefinition).min(1).max(50),
  })
  .meta({ id: 'Rule' });
export type RuleDefinition = z.output<typeof RuleDefinition>;
