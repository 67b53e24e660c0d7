import { z } from 'zod';
import type { Authenticator } from '../../auth/authenticator.js';
import { AppError } from '../../contract/errors.js';
import { type Command, command } from './command.js';
import { mustBeLetInto } from './namespaces.js';
import type { PlayerSocket } from './player-socket.js';
import type { RevokedLately } from './revoked-lately.js';

export interface SessionCommandParts {
  readonly authenticator: Authenticator;
  readonly revokedLately: RevokedLately;
}

/** The commands about the connection itself; every namespace has them. */
export const sessionCommands = (parts: SessionCommandParts): Record<string, Command> => ({
  ping: command({
    input: z.object({}),
    run: (_, { at }) => ({ body: { at }, event: 'pong' }),
  }),
  'auth:refresh': command({
    input: z.object({ token: z.string().min(1).max(8_192) }),
    inTurn: true,
    run: async ({ token }, { player }) => ({
      body: { expiresAt: await refresh(parts, player, token) },
    }),
  }),
});

/** Goes on under a new token of the same player; subscriptions it does not allow end. */
async function refresh(
  { authenticator, revokedLately }: SessionCommandParts,
  player: PlayerSocket,
  token: string,
): Promise<number> {
  const caller = authenticator.token(token);
  const { project, playerId } = player.caller;
  if (caller.project !== project || caller.playerId !== playerId) {
    throw new AppError('FORBIDDEN', { message: 'The token is of another player' });
  }
  mustBeLetInto(player.namespace, caller);
  await authenticator.admit(caller);
  const endForbidden = await player.subscriptions?.review(caller);
  if (revokedLately.includes(caller))
    throw new AppError('UNAUTHORIZED', { message: 'The token was revoked' });
  player.caller = caller;
  player.wasWarnedOfExpiry = false;
  endForbidden?.();
  return caller.expiresAt;
}
