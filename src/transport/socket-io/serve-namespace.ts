import type { Namespace } from 'socket.io';
import type { Connections } from './connections.js';
import type { Dispatch } from './dispatcher.js';
import type { PlayerSocket } from './player-socket.js';
import type { Players } from './players.js';
import type { RevokedLately } from './revoked-lately.js';

export interface ServingParts {
  readonly middleware: Parameters<Namespace['use']>[0];
  readonly connections: Connections;
  readonly players: Players;
  readonly revokedLately: RevokedLately;
  readonly dispatch: Dispatch;
  readonly onGone: (player: PlayerSocket) => void;
}

/** Lets sockets into a namespace and hands what they say to the dispatcher. */
export function serveNamespace(namespace: Namespace, parts: ServingParts): void {
  const { middleware, connections, players, revokedLately, dispatch, onGone } = parts;
  namespace.use(middleware);
  namespace.on('connection', (socket) => {
    const player = connections.find(socket.conn)?.playerOf(socket);
    if (!player) return void socket.disconnect();
    if (revokedLately.includes(player.caller)) {
      players.leave(player);
      return void socket.disconnect();
    }
    players.connected(player);
    socket.on('disconnect', () => {
      players.leave(player);
      player.subscriptions?.dispose();
      onGone(player);
    });
    // One listener for all commands instead of one each: a connection's memory counts.
    socket.onAny((name: unknown, ...args: unknown[]) => dispatch(player, name, args));
  });
}
