import type { ExtendedError, Socket } from 'socket.io';
import type { Authenticator } from '../../auth/authenticator.js';
import type { Config } from '../../config.js';
import type { PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { Observe } from '../../observe.js';
import { toAppError } from '../app-error.js';
import type { Connection } from './connection.js';
import type { Connections } from './connections.js';
import { mustBeLetInto } from './namespaces.js';
import { PlayerSocket } from './player-socket.js';
import type { Players } from './players.js';

export interface AdmissionParts {
  readonly config: Pick<Config, 'CONNECTIONS_PER_PLAYER'>;
  readonly observe: Observe;
  readonly authenticator: Authenticator;
  readonly connections: Connections;
  readonly players: Players;
}

/** The middleware that every namespace runs: who is this, and may it come in? */
export function createAdmission(parts: AdmissionParts) {
  return (socket: Socket, next: (error?: ExtendedError) => void): void => {
    const answer = (error?: ExtendedError): void => {
      parts.connections.find(socket.conn)?.decoder.settle(socket.nsp.name);
      next(error);
    };
    admit(parts, socket).then(
      () => answer(),
      (error: unknown) => answer(refusal(error, { socket, observe: parts.observe })),
    );
  };
}

async function admit(parts: AdmissionParts, socket: Socket): Promise<void> {
  const { authenticator, connections, players } = parts;
  const connection = connections.of(socket, (closed) => {
    for (const player of [...closed.sockets]) players.leave(player);
  });
  if (!connection) throw new AppError('UNAVAILABLE', { message: 'The connection has closed' });

  const caller = authenticator.token(takeToken(socket, connection));
  mustBeLetInto(socket.nsp.name, caller);
  const player = enter(parts, { socket, connection, caller });
  try {
    await authenticator.admit(caller);
  } catch (error) {
    players.leave(player);
    throw error;
  }
  if (!connection.isOpen) players.leave(player);
}

/** Reads the token and forgets it: handshakes are kept, and shown to other nodes by `fetchSockets`. */
function takeToken({ handshake }: Socket, { authorization }: Connection): string {
  const { token }: { token?: unknown } = handshake.auth;
  handshake.auth = {};
  // Deleting what is not there would still turn the headers into a slow and larger kind of object.
  if (handshake.headers.authorization !== undefined) delete handshake.headers.authorization;
  if (typeof token === 'string' && token !== '') return token;
  const bearer = /^Bearer +(\S+)$/i.exec(authorization ?? '')?.[1];
  if (bearer !== undefined) return bearer;
  throw new AppError('UNAUTHORIZED', { message: 'Send a socket token in auth.token' });
}

interface Entering {
  readonly socket: Socket;
  readonly connection: Connection;
  readonly caller: PlayerCaller;
}

/** Takes the player's place at once, so that connections arriving together cannot all pass the limit. */
function enter({ config, players }: AdmissionParts, { socket, connection, caller }: Entering): PlayerSocket {
  for (const { namespace } of connection.sockets) {
    if (namespace === socket.nsp.name) {
      throw new AppError('FORBIDDEN', { message: `This connection has joined ${namespace} already` });
    }
  }
  if (!players.hasRoomFor(connection, caller, config.CONNECTIONS_PER_PLAYER)) {
    throw new AppError('TOO_MANY_CONNECTIONS');
  }
  const player = new PlayerSocket(socket, connection, caller);
  players.enter(player);
  return player;
}

/** The error as Socket.IO sends it in `connect_error`, its code in `data`. */
function refusal(error: unknown, { socket, observe }: { socket: Socket; observe: Observe }): ExtendedError {
  const { code, message } = toAppError(error, { log: observe.log, requestId: socket.id });
  return Object.assign(new Error(message), { data: { code } });
}
