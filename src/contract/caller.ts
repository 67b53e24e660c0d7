import type { PlayerId, ProjectId } from './ids.js';

/** A game server, known by its API key. */
export interface KeyCaller {
  readonly kind: 'key';
  readonly project: ProjectId;
  /** Stable, non-secret id of the key, for limits and logs. */
  readonly keyId: string;
  readonly scopes: readonly string[];
  readonly requestsPerMinute?: number;
}

/** A player, known by a socket token. */
export interface PlayerCaller {
  readonly kind: 'player';
  readonly project: ProjectId;
  readonly playerId: PlayerId;
  readonly name?: string;
  /** What the token may do beyond a player's own rights, e.g. `subscribe:leaderboard:*`. */
  readonly grants: readonly string[];
  readonly tokenId: string;
  /** Unix ms. */
  readonly issuedAt: number;
  /** Unix ms. */
  readonly expiresAt: number;
}

/** A call without credential, allowed on public operations only; it belongs to `PUBLIC_PROJECT`. */
export interface PublicCaller {
  readonly kind: 'public';
  readonly project: ProjectId;
}

export type Caller = KeyCaller | PlayerCaller | PublicCaller;

/** Whether a list of scopes or grants (each exact, `*`, or ending in `*`) covers one wanted name. */
export const covers = (granted: readonly string[], wanted: string): boolean =>
  granted.some((grant) => grant === wanted || (grant.endsWith('*') && wanted.startsWith(grant.slice(0, -1))));
