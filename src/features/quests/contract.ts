import { z } from 'zod';
import { events } from '../../contract/event.js';
import { Amount, Id, Milliseconds, PlayerId } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';
import { Rewards } from '../players/definition.js';

/** A quest as a player stands to it. */
export const QuestView = z
  .object({
    questId: Id,
    questName: z.string(),
    status: z.enum(['locked', 'active', 'completed']),
    repeat: z.enum(['once', 'daily', 'weekly']),
    steps: z.array(
      z.object({ stepId: Id, name: z.string().optional(), progress: z.number(), target: z.number() }),
    ),
    completions: z.number().int().describe('How often it was completed ever'),
    completedAt: Milliseconds.nullable().describe('Last completion'),
    rewards: Rewards,
  })
  .meta({ id: 'PlayerQuest' });
export type QuestView = z.output<typeof QuestView>;

const quest = { questId: Id, questName: z.string() };
const effectId = z.string().optional().describe('Effect of the tracked event that caused it');

export const questEvents = events({
  quest_progress: {
    summary: 'A step of a quest moved',
    channel: 'player',
    fields: z.object({ ...quest, stepId: Id, progress: z.number(), target: z.number(), effectId }),
  },
  quest_completed: {
    summary: 'All steps of a quest are done; its rewards come with their own events',
    channel: 'player',
    fields: z.object({ ...quest, rewards: Rewards, effectId }),
  },
  quest_unlocked: {
    summary: 'A quest became available',
    channel: 'player',
    fields: z.object({ ...quest, effectId }),
  },
});

export const questOperations = {
  listPlayerQuests: operation({
    summary: 'How a player stands to every quest; a player may read only itself',
    http: 'GET /players/:playerId/quests',
    caller: 'any',
    scope: 'players:read',
    input: z.strictObject({ playerId: PlayerId }),
    output: z.object({ data: z.array(QuestView) }),
    errors: ['PLAYER_NOT_FOUND'],
    tag: 'Quests',
  }),
  progressQuest: operation({
    summary: 'Move a quest of a player forward',
    description: 'Moves the named step, else the first that is not done. 409 while the quest is locked.',
    http: 'POST /players/:playerId/quests/:questId/progress',
    caller: 'key',
    scope: 'players:write',
    input: z.strictObject({
      playerId: PlayerId,
      questId: Id,
      amount: Amount.default(1),
      stepId: Id.optional(),
    }),
    output: QuestView,
    errors: ['PLAYER_NOT_FOUND', 'QUEST_NOT_FOUND', 'CONFLICT'],
    tag: 'Quests',
  }),
};
