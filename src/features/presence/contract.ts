import { z } from 'zod';
import { Milliseconds, PlayerId } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';

const PlayerIds = z
  .string()
  .max(16_384)
  .refine((text) => {
    const ids = text.split(',');
    return ids.length <= 100 && ids.every((id) => PlayerId.safeParse(id).success);
  }, 'must be 1-100 player ids separated by commas')
  .meta({ description: '1-100 player ids separated by commas' });

export const presenceOperations = {
  getPresence: operation({
    summary: 'Who is connected, over all nodes, and when players were last seen',
    http: 'GET /presence',
    caller: 'key',
    scope: 'players:read',
    input: z.strictObject({ playerIds: PlayerIds.optional() }),
    output: z.object({
      online: z.number().int().describe('Players of the project who are connected now'),
      data: z.array(
        z.object({
          playerId: PlayerId,
          online: z.boolean(),
          lastSeenAt: Milliseconds.nullable().describe('null when never seen'),
        }),
      ),
    }),
    tag: 'Presence',
  }),
};
