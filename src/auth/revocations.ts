import type { PlayerCaller } from '../contract/caller.js';
import { AppError } from '../contract/errors.js';
import type { PlayerId, ProjectId } from '../contract/ids.js';
import { type Marks, Unavailable } from '../engine/engine.js';
import { TOKEN_MAX_SECONDS } from '../features/auth/contract.js';
import { CLOCK_SKEW_MS } from './token-claims.js';

/** Whose tokens are refused: all a player got so far, or one. */
export type RevocationTarget = { readonly playerId: PlayerId } | { readonly tokenId: string };

export interface Revocations {
  /**
   * Refuses tokens issued up to and including `at` (Unix ms) on every node, once the promise resolves. Our own tokens say
   * the millisecond; of others only the second is known, so one issued in the second of the revocation is refused even
   * when it is newer: its owner mints again a second later. Nodes' and minters' clocks must agree.
   * @throws AppError UNAVAILABLE (then it may or may not have happened)
   */
  revoke(project: ProjectId, target: RevocationTarget, at: number): Promise<void>;
  /**
   * Refuses all tokens of a player, those yet to be made included, on every node, once the promise resolves.
   * @param at - tokens issued up to then (Unix ms) stay refused when the ban is lifted
   * @throws AppError UNAVAILABLE (then it may or may not have happened)
   */
  ban(project: ProjectId, playerId: PlayerId, at: number): Promise<void>;
  /** Takes a ban back. @throws AppError UNAVAILABLE */
  lift(project: ProjectId, playerId: PlayerId): Promise<void>;
  /** @throws AppError UNAUTHORIZED | FORBIDDEN (banned) | UNAVAILABLE */
  admit(caller: PlayerCaller): Promise<void>;
}

/** After this long no token that a revocation refuses is alive. */
const TTL_MS = TOKEN_MAX_SECONDS * 1000 + CLOCK_SKEW_MS;
/** For as long as anybody will remember; a mark has to end. */
const BAN_MS = 100 * 365 * 86_400_000;
const BANNED = 'banned';

/** Revoked tokens as marks that all nodes share. */
export const createRevocations = (marks: Marks): Revocations => ({
  async revoke(project, target, at) {
    const name = 'playerId' in target ? playerMark(target.playerId) : tokenMark(target.tokenId);
    await answered(marks.put(project, name, { value: String(at), ttlMs: TTL_MS }));
  },

  async ban(project, playerId, at) {
    await answered(
      Promise.all([
        marks.put(project, banMark(playerId), { value: BANNED, ttlMs: BAN_MS }),
        marks.put(project, playerMark(playerId), { value: String(at), ttlMs: TTL_MS }),
      ]),
    );
  },

  async lift(project, playerId) {
    await answered(marks.put(project, banMark(playerId), { value: '', ttlMs: 1 }));
  },

  async admit({ project, playerId, tokenId, issuedAt }) {
    const names = [playerMark(playerId), tokenMark(tokenId), banMark(playerId)];
    const [cutoff, revoked, banned] = await answered(marks.get(project, names));
    if (banned === BANNED) throw new AppError('FORBIDDEN', { message: 'The player is banned' });
    if (revoked !== undefined || (cutoff !== undefined && issuedAt <= Number(cutoff))) {
      throw new AppError('UNAUTHORIZED', { message: 'The token was revoked' });
    }
  },
});

const playerMark = (playerId: PlayerId): string => `revoked:player:${playerId}`;
const banMark = (playerId: PlayerId): string => `banned:player:${playerId}`;
const tokenMark = (tokenId: string): string => `revoked:token:${tokenId}`;

async function answered<Value>(reply: Promise<Value>): Promise<Value> {
  try {
    return await reply;
  } catch (error) {
    throw error instanceof Unavailable ? new AppError('UNAVAILABLE', { cause: error }) : error;
  }
}
