import { z } from 'zod';
import { Id, PlayerId } from '../contract/ids.js';
import { Grant } from '../features/auth/contract.js';

/** How far the clocks of those who mint tokens may be ahead of ours, ms. */
export const CLOCK_SKEW_MS = 5_000;

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
