import { z } from 'zod';
import { events } from '../../contract/event.js';
import { Amount, Milliseconds, PlayerId } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';
import { PositionText } from '../../contract/position.js';
import { LeaderboardAddress } from './address-contract.js';
import { LeaderboardDefinition } from './definition.js';

const RankOrNull = z.number().int().nullable();

/** One line of a ranking. */
export const RankingRow = z
  .object({
    rank: z.number().int(),
    playerId: PlayerId,
    displayName: z.string().nullable(),
    avatarUrl: z.string().optional(),
    score: z.number(),
  })
  .meta({ id: 'RankingRow' });
export type RankingRow = z.output<typeof RankingRow>;

const WindowKey = z.string().max(64).meta({
  description:
    '`all_time`, `2025-11-18T12`, `2025-11-18`, `2025-W47`, `2025-11` or `custom`, in the zone of the board',
});
const WindowName = WindowKey.default('current').describe('`current` or a window key');

const page = {
  rankings: z.array(RankingRow),
  total: z.number().int().describe('Ranked players of the window'),
};

/** A part of a window of a board. */
export const RankingPage = z
  .object({ leaderboardId: LeaderboardAddress, window: WindowKey, ...page, position: PositionText })
  .meta({ id: 'LeaderboardPage' });
export type RankingPage = z.output<typeof RankingPage>;

const address = { leaderboardId: LeaderboardAddress };
const reading = {
  caller: 'any',
  scope: 'leaderboards:read',
  errors: ['LEADERBOARD_NOT_FOUND', 'NOT_FOUND'],
  tag: 'Leaderboards',
} as const;

const PlayerIds = z.array(PlayerId).min(1).max(100);

export const leaderboardOperations = {
  listLeaderboards: operation({
    summary: 'The leaderboards of the project',
    http: 'GET /leaderboards',
    ...reading,
    errors: [],
    input: z.strictObject({
      page: z.number().int().min(1).max(1_000_000).default(1),
      limit: z.number().int().min(1).max(100).default(20),
    }),
    output: z.object({
      data: z.array(LeaderboardDefinition),
      pagination: z.object({
        page: z.number().int(),
        limit: z.number().int(),
        total: z.number().int(),
        totalPages: z.number().int(),
      }),
    }),
  }),
  getLeaderboard: operation({
    summary: 'A page of a leaderboard',
    description:
      'All rows are of one instant, which `position` names. A window without scores is an empty page.',
    http: 'GET /leaderboards/:leaderboardId',
    ...reading,
    input: z.strictObject({
      ...address,
      window: WindowName,
      limit: z.number().int().min(1).max(1000).default(100),
      offset: z.number().int().min(0).max(Number.MAX_SAFE_INTEGER).default(0),
    }),
    output: RankingPage,
  }),
  getLeaderboardPlayer: operation({
    summary: 'Rank and score of one player, with neighbours; 404 when unranked',
    http: 'GET /leaderboards/:leaderboardId/players/:playerId',
    ...reading,
    input: z.strictObject({
      ...address,
      playerId: PlayerId,
      window: WindowName,
      around: z.number().int().min(0).max(50).default(5).describe('Neighbours on each side'),
    }),
    output: z.object({
      leaderboardId: LeaderboardAddress,
      window: WindowKey,
      playerId: PlayerId,
      rank: z.number().int(),
      score: z.number(),
      total: page.total,
      around: z.array(RankingRow),
      position: PositionText,
    }),
  }),
  getLeaderboardPlayers: operation({
    summary: 'Ranks and scores of several players, e.g. friends, in the order asked for',
    http: 'GET /leaderboards/:leaderboardId/players',
    ...reading,
    input: z.strictObject({ ...address, ids: PlayerIds, window: WindowName }),
    output: z.object({
      leaderboardId: LeaderboardAddress,
      window: WindowKey,
      rankings: z.array(
        RankingRow.extend({ rank: RankOrNull, score: z.number().nullable() }).meta({
          id: 'RankingRowOrNone',
        }),
      ),
      total: page.total,
      position: PositionText,
    }),
  }),
  getLeaderboardWindows: operation({
    summary: 'The windows of a leaderboard that are kept, newest first, the current one included',
    http: 'GET /leaderboards/:leaderboardId/windows',
    ...reading,
    input: z.strictObject({ ...address, limit: z.number().int().min(1).max(1000).default(100) }),
    output: z.object({
      data: z.array(
        z.object({
          window: WindowKey,
          startsAt: Milliseconds.nullable(),
          endsAt: Milliseconds.nullable(),
          state: z.enum(['open', 'late', 'frozen']).describe('frozen: takes no scores any more'),
          total: page.total,
        }),
      ),
    }),
  }),
  submitScore: operation({
    summary: 'Count a score of a player now',
    description:
      'Without `operation` the board counts it by its aggregate. 409 while the board is not active or its window is closed. An unknown player is created.',
    http: 'POST /leaderboards/:leaderboardId/scores',
    caller: 'key',
    scope: 'leaderboards:write',
    input: z.strictObject({
      ...address,
      playerId: PlayerId,
      score: Amount,
      operation: z.enum(['set', 'increment', 'best']).optional(),
      displayName: z.string().min(1).max(255).optional().describe("Becomes the player's display name"),
    }),
    output: z.object({
      rank: RankOrNull.describe('null when beyond the size or below the least score of the board'),
      previousRank: RankOrNull,
      score: z.number(),
    }),
    errors: ['LEADERBOARD_NOT_FOUND', 'CONFLICT', 'FORBIDDEN'],
    tag: 'Leaderboards',
  }),
};

const ids = { window: WindowKey };

export const leaderboardEvents = events({
  leaderboard_updated: {
    summary:
      'What the subscription looks at, once after subscribing and then at most 10 times a second; latest wins',
    channel: 'leaderboard',
    fields: z.object({ ...ids, ...page }),
  },
  rank_changed: {
    summary: "The player's own rank moved, at most 10 times a second; only the player's own sockets get it",
    channel: 'leaderboard',
    fields: z.object({
      ...ids,
      playerId: PlayerId,
      rank: RankOrNull,
      previousRank: RankOrNull.describe('The rank last sent or known at subscribe; null when unranked'),
      score: z.number().nullable(),
    }),
  },
  new_high_score: {
    summary: 'A score beat all the window ever had',
    channel: 'leaderboard',
    fields: z.object({
      ...ids,
      playerId: PlayerId,
      displayName: z.string().nullable(),
      score: z.number(),
      previousHighScore: z.number().nullable(),
    }),
  },
});
