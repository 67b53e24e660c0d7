import type { IncomingMessage } from 'node:http';
import type { Authenticator } from '../../auth/authenticator.js';
import { type Caller, covers } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import type { Operation } from '../../contract/operation.js';
import type { ClientAddress } from '../client-address.js';
import type { Limits } from '../limits.js';

export interface CallerParts {
  readonly authenticator: Authenticator;
  readonly limits: Limits;
  readonly addressOf: ClientAddress;
  /** Owns calls without credential; undefined: there is no such project, every call needs one. */
  readonly publicProject: ProjectId | undefined;
}

/** Finds out who calls and whether they may; never touches the body. */
export interface Callers {
  /**
   * @returns the caller, in a promise only when the store or a limit had to be asked
   * @throws AppError INVALID_API_KEY | UNAUTHORIZED | TOKEN_EXPIRED | RATE_LIMITED (too many refused credentials)
   */
  identify(request: IncomingMessage): Caller | Promise<Caller>;
  /** @throws AppError UNAUTHORIZED | FORBIDDEN */
  authorize(caller: Caller, operation: Operation): void;
}

export function createCallers({ authenticator, limits, addressOf, publicProject }: CallerParts): Callers {
  const credential = (request: IncomingMessage): Caller => {
    const key = request.headers['x-api-key'];
    if (typeof key === 'string') return authenticator.key(key);
    const { authorization } = request.headers;
    if (authorization !== undefined) return authenticator.token(bearer(authorization));
    if (publicProject === undefined) throw new AppError('UNAUTHORIZED');
    return { kind: 'public', project: publicProject };
  };

  const refused = async (request: IncomingMessage, error: unknown): Promise<never> => {
    // An expired token was a right one: many players behind one address may come with theirs.
    const isGuess = error instanceof AppError && error.status === 401 && error.code !== 'TOKEN_EXPIRED';
    if (isGuess) await limits.countFailure(addressOf(request));
    throw error;
  };

  return {
    identify(request) {
      if (limits.refusesSomeone()) limits.checkAddress(addressOf(request));
      try {
        const caller = credential(request);
        if (caller.kind !== 'player') return caller;
        return authenticator.admit(caller).then(
          () => caller,
          (error: unknown) => refused(request, error),
        );
      } catch (error) {
        return refused(request, error);
      }
    },

    authorize(caller, { caller: rule, scope }) {
      if (caller.kind === 'public') {
        if (rule !== 'public') throw new AppError('UNAUTHORIZED');
        return;
      }
      if (caller.kind === 'player') {
        if (rule === 'key') throw new AppError('FORBIDDEN', { message: 'This call needs an API key' });
        return;
      }
      if (rule === 'player') throw new AppError('FORBIDDEN', { message: 'This call needs a socket token' });
      if (scope !== undefined && !covers(caller.scopes, scope)) {
        throw new AppError('FORBIDDEN', { message: `The API key lacks the scope ${scope}` });
      }
    },
  };
}

function bearer(authorization: string): string {
  const token = /^bearer +(\S+)\s*$/i.exec(authorization)?.[1];
  if (token === undefined) throw new AppError('UNAUTHORIZED');
  return token;
}
