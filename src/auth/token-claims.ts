import { z } from 'zod';
import { Id, PlayerId } from '../contract/ids.js';

/** Longest life of a socket token, seconds. */
export const TOKEN_MAX_SECONDS = 900;

/** How far the clocks of those who mint tokens may be ahead of ours, ms. */
export const CLOCK_SKEW_MS = 5_000;

/** What a token may do beyond a player's own rights, e.g. `subscribe:leaderboard:*`, `feed:read`, `moderate:chat:global`. */
export const Grant = z
  .string()
  .regex(/^[\x21-\x7e]{1,200}$/, 'must be 1-200 printable characters without spaces')
  .meta({ id: 'Grant', examples: ['subscribe:leaderboard:*', 'feed:read', 'moderate:chat:*'] });

/** Claims of a socket token; others are allowed and ignored. */
export const TokenClaims = z.object({
  sub: PlayerId,
  prj: Id,
  name: z.string().max(128).optional(),
  grants: z.array(Grant).max(100).optional(),
  jti: z.string().min(1).max(128),
  /** Unix seconds. */
  iat: z.number().int().nonnegative(),
  /** `iat` in ms, in tokens we mint: a token made right after a revocation can then be told from one made right before. */
  iatMs: z.number().int().optional(),
  /** Unix seconds. */
  exp: z.number().int().nonnegative(),
});

export type TokenClaims = z.output<typeof TokenClaims>;
