import type { KeyCaller, PlayerCaller } from '../contract/caller.js';

/** Turns credentials into callers. */
export interface Authenticator {
  /** @throws AppError INVALID_API_KEY | FORBIDDEN (project inactive) */
  key(text: string): KeyCaller;
  /**
   * Checks signature, algorithm, claims and lifetime of a socket token; no I/O.
   * @throws AppError UNAUTHORIZED | TOKEN_EXPIRED | FORBIDDEN (project inactive)
   */
  token(text: string): PlayerCaller;
  /**
   * Asks the store whether the token was revoked or its player banned.
   * @throws AppError UNAUTHORIZED | FORBIDDEN | UNAVAILABLE
   */
  admit(caller: PlayerCaller): Promise<void>;
}
