import { z } from 'zod';
import { Milliseconds, PlayerId } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';

/** Longest life of a socket token, seconds. */
export const TOKEN_MAX_SECONDS = 900;

/** What a token may do beyond a player's own rights. */
export const Grant = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1-200 printable characters without spaces')
  .meta({ id: 'Grant', examples: ['subscribe:leaderboard:*', 'feed:read', 'moderate:chat:*'] });

/** Socket tokens: how a game server lets its players connect, and takes it back. */
export const authOperations = {
  mintSocketToken: operation({
    summary: 'Make a socket token for a player',
    description:
      'The token opens Socket.IO and the player-facing REST calls for one player. `grants` widens what it may do and needs the scope `admin`.',
    http: 'POST /auth/socket-token',
    caller: 'key',
    scope: 'tokens:write',
    input: z.strictObject({
      playerId: PlayerId,
      displayName: z.string().min(1).max(128).optional(),
      ttlSeconds: z.number().int().min(1).max(TOKEN_MAX_SECONDS).default(TOKEN_MAX_SECONDS),
      grants: z.array(Grant).max(100).optional(),
    }),
    output: z.object({
      token: z.string(),
      expiresAt: Milliseconds,
      expiresIn: z.number().int().meta({ description: 'Seconds' }),
    }),
    tag: 'Auth',
  }),

  revokeTokens: operation({
    summary: "Revoke a player's tokens or one token",
    description:
      'Closes matching sockets on every node at once and refuses tokens issued up to now. A token minted elsewhere says only the second it was issued in, so one minted in the second of the revocation is refused too; tokens made by this API are told apart by the millisecond.',
    http: 'POST /auth/revoke',
    caller: 'key',
    scope: 'tokens:write',
    input: z.union([
      z.strictObject({ playerId: PlayerId }),
      z.strictObject({ tokenId: z.string().min(1).max(128) }),
    ]),
    output: z.object({
      revokedAt: Milliseconds.meta({ description: 'Tokens issued up to this time are refused' }),
    }),
    tag: 'Auth',
  }),
};
