import { z } from 'zod';
import { events } from '../../contract/event.js';
import { Amount, Id, Milliseconds, PlayerId } from '../../contract/ids.js';
import { JsonObject } from '../../contract/json-object.js';
import { operation } from '../../contract/operation.js';
import { QuestView } from '../quests/contract.js';

const reason = z.string().min(1).max(255).optional();
const effectId = z.string().optional().describe('Effect of the tracked event that caused it');
const Progress = z.number().min(0).max(1);

/** A player as clients see it. */
export const PlayerView = z
  .object({
    playerId: PlayerId,
    displayName: z.string().nullable(),
    avatarUrl: z.string().nullable(),
    metadata: z.record(z.string(), z.unknown()),
    status: z.enum(['active', 'banned']),
    xp: z.number(),
    level: z.number().int(),
    xpToNextLevel: z.number().describe('0 at the highest level'),
    levelProgress: Progress,
    currencies: z.record(z.string(), z.number()),
    lives: z.object({
      current: z.number().int(),
      max: z.number().int(),
      nextLifeAt: Milliseconds.nullable(),
    }),
    badges: z.array(Id),
    quests: z.array(QuestView),
    createdAt: Milliseconds.nullable().describe('null for a player who does not exist yet'),
    updatedAt: Milliseconds.nullable(),
  })
  .meta({ id: 'Player' });
export type PlayerView = z.output<typeof PlayerView>;

const player = 'player' as const;

export const playerEvents = events({
  xp_updated: {
    summary: 'XP changed',
    channel: player,
    fields: z.object({
      xp: z.number(),
      delta: z.number(),
      level: z.number().int(),
      xpToNextLevel: z.number(),
      levelProgress: Progress,
      reason,
      effectId,
    }),
  },
  level_up: {
    summary: 'A higher level was reached; at most one per commit',
    channel: player,
    fields: z.object({ oldLevel: z.number().int(), newLevel: z.number().int(), xp: z.number(), effectId }),
  },
  currency_updated: {
    summary: 'A balance changed',
    channel: player,
    fields: z.object({ currency: Id, balance: z.number(), delta: z.number(), reason, effectId }),
  },
  lives_updated: {
    summary: 'Lives were gained or lost; regeneration is not announced',
    channel: player,
    fields: z.object({
      lives: z.number().int(),
      maxLives: z.number().int(),
      delta: z.number().int(),
      nextLifeAt: Milliseconds.nullable(),
      reason,
      effectId,
    }),
  },
  badge_earned: {
    summary: 'A badge was earned',
    channel: player,
    fields: z.object({ badgeId: Id, badgeName: z.string(), effectId }),
  },
  notification: {
    summary: 'A rule has something to say to the player',
    channel: player,
    fields: z.object({
      title: z.string(),
      body: z.string().optional(),
      data: z.record(z.string(), z.unknown()).optional(),
      effectId,
    }),
  },
});

const ofPlayer = { playerId: PlayerId };
const write = { caller: 'key', scope: 'players:write', tag: 'Players' } as const;
const missing = { errors: ['PLAYER_NOT_FOUND'] } as const;

export const playerOperations = {
  listPlayers: operation({
    summary: 'List players, newest first',
    http: 'GET /players',
    caller: 'key',
    scope: 'players:read',
    input: z.strictObject({
      page: z.coerce.number().int().min(1).max(1_000_000).default(1),
      limit: z.coerce.number().int().min(1).max(100).default(20),
    }),
    output: z.object({
      data: z.array(PlayerView),
      pagination: z.object({
        page: z.number().int(),
        limit: z.number().int(),
        total: z.number().int(),
        totalPages: z.number().int(),
      }),
    }),
    tag: 'Players',
  }),
  getPlayer: operation({
    summary: 'Read a player; a player may read only itself',
    http: 'GET /players/:playerId',
    caller: 'any',
    scope: 'players:read',
    input: z.strictObject(ofPlayer),
    output: PlayerView,
    ...missing,
    tag: 'Players',
  }),
  putPlayer: operation({
    summary: 'Create a player or change its profile; absent fields stay, null clears',
    description:
      'With `status: banned` the player loses all connections, seats and chats on every node at once and is refused until `status: active`; tokens from before stay refused.',
    http: 'PUT /players/:playerId',
    ...write,
    input: z.strictObject({
      ...ofPlayer,
      displayName: z.string().min(1).max(255).nullable().optional(),
      avatarUrl: z
        .url({ protocol: /^https?$/ })
        .max(2048)
        .nullable()
        .optional(),
      metadata: JsonObject.optional(),
      status: z.enum(['active', 'banned']).optional(),
    }),
    output: PlayerView,
  }),
  deletePlayer: operation({
    summary: 'Erase a player: state, history, ranks and chat text; one who is not there is erased already',
    http: 'DELETE /players/:playerId',
    ...write,
    input: z.strictObject(ofPlayer),
    output: z.object({}),
    status: 204,
  }),
  grantXp: operation({
    summary: 'Grant XP; a negative amount takes XP, down to 0',
    http: 'POST /players/:playerId/xp',
    ...write,
    input: z.strictObject({ ...ofPlayer, amount: Amount, reason }),
    output: PlayerView,
    ...missing,
  }),
  changeCurrency: operation({
    summary: 'Grant or, with a negative amount, spend a currency',
    http: 'POST /players/:playerId/currencies',
    ...write,
    input: z.strictObject({ ...ofPlayer, currency: Id, amount: Amount, reason }),
    output: PlayerView,
    errors: ['PLAYER_NOT_FOUND', 'CURRENCY_NOT_FOUND', 'INSUFFICIENT_FUNDS'],
  }),
  changeLives: operation({
    summary: 'Give or take lives, within 0 and the maximum',
    http: 'POST /players/:playerId/lives',
    ...write,
    input: z.strictObject({ ...ofPlayer, amount: Amount.int(), reason }),
    output: PlayerView,
    ...missing,
  }),
  grantBadge: operation({
    summary: 'Give a badge; having it already changes nothing',
    http: 'POST /players/:playerId/badges',
    ...write,
    input: z.strictObject({ ...ofPlayer, badgeId: Id }),
    output: PlayerView,
    errors: ['PLAYER_NOT_FOUND', 'BADGE_NOT_FOUND'],
  }),
};
