import type { PlayerCaller } from '../../contract/caller.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';

/** Tokens issued up to `at` (Unix ms) are refused: all of a player, or one. */
export type Revocation = { readonly at: number } & (
  | { readonly playerId: PlayerId }
  | { readonly tokenId: string }
);

/** Longer than an admission can take. */
const KEPT_MS = 60_000;

/** Whether a revocation is about a caller's token. */
export const revokes = (revocation: Revocation, caller: PlayerCaller): boolean => {
  if ('tokenId' in revocation) return revocation.tokenId === caller.tokenId;
  return revocation.playerId === caller.playerId && caller.issuedAt <= revocation.at;
};

/**
 * Revocations this node heard of lately. A token that was admitted by the store's word just before its revocation, and whose
 * socket joins just after, is found here.
 */
export class RevokedLately {
  #entries: { readonly project: ProjectId; readonly revocation: Revocation; readonly until: number }[] = [];

  add(project: ProjectId, revocation: Revocation, now: number): void {
    this.#entries = this.#entries.filter(({ until }) => until > now);
    this.#entries.push({ project, revocation, until: now + KEPT_MS });
  }

  includes(caller: PlayerCaller): boolean {
    return this.#entries.some(
      ({ project, revocation }) => project === caller.project && revokes(revocation, caller),
    );
  }
}
