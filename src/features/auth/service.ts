import { setImmediate } from 'node:timers/promises';
import type { Revocations, RevocationTarget } from '../../auth/revocations.js';
import type { Tokens } from '../../auth/tokens.js';
import { covers } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf, recallFirst, rememberOnce } from '../once.js';
import type { authOperations } from './contract.js';

/** Closes the sockets of a player, or those opened with one token, on every node; only tokens issued up to `at` (Unix ms) count. */
export type Disconnect = (
  project: ProjectId,
  whose: RevocationTarget & { readonly at: number },
) => void | Promise<void>;

export interface AuthParts extends Pick<Deps, 'channels' | 'append'> {
  readonly tokens: Tokens;
  readonly revocations: Revocations;
  readonly disconnect: Disconnect;
  /** Asked before a token is made. @throws AppError FORBIDDEN when the player is banned; Unavailable */
  readonly admitPlayer?: (project: ProjectId, playerId: PlayerId) => Promise<void>;
}

/** Answers the calls about socket tokens. */
export const authHandlers = ({
  tokens,
  revocations,
  disconnect,
  admitPlayer,
  channels,
  append,
}: AuthParts): Handlers<typeof authOperations> => ({
  async mintSocketToken({ playerId, displayName, ttlSeconds, grants }, { caller }) {
    if (grants?.length && !covers(caller.scopes, 'admin')) {
      throw new AppError('FORBIDDEN', { message: 'Giving grants needs the scope admin' });
    }
    await admitPlayer?.(caller.project, playerId);
    const order = { project: caller.project, playerId, name: displayName, grants, ttlSeconds };
    return { ...tokens.mint(order), expiresIn: ttlSeconds };
  },

  async revokeTokens(target, context) {
    const { caller, at } = context;
    const place = { project: caller.project, at, ...onceOf('revokeTokens', context, target) };
    // To revoke again would also refuse what was issued since.
    const first = await recallFirst<{ revokedAt: number }>(channels, caller.project, place);
    if (first) return first.result;
    // First the mark: a client that comes back at once must find it.
    await revocations.revoke(caller.project, target, at);
    await disconnect(caller.project, { ...target, at });
    // A token the caller asks for after this answer must be newer than the revocation, also when it comes at once.
    while (Date.now() <= at) await setImmediate();
    return (await rememberOnce(append, place, { revokedAt: at })).result;
  },
});
