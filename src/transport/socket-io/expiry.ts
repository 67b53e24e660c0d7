import type { Observe } from '../../observe.js';
import type { Connections } from './connections.js';
import type { Players } from './players.js';

/** How long before its end a token's client is told, ms. */
const WARN_AHEAD_MS = 60_000;
/** How long a connection may stay without namespace; the client of a refused or expired token closes it by itself. */
const LONELY_MS = 10_000;

/** Tells clients that their token ends, ends expired ones, and closes connections that no namespace uses. */
export function sweepExpired(
  now: number,
  {
    players,
    connections,
    metrics,
  }: {
    readonly players: Players;
    readonly connections: Connections;
    readonly metrics: Observe['metrics'];
  },
): void {
  for (const player of [...players.all()]) {
    const { expiresAt } = player.caller;
    if (!player.isConnected || expiresAt - WARN_AHEAD_MS > now) continue;
    if (expiresAt <= now) {
      metrics.disconnects.inc({ reason: 'token_expired' });
      player.emit('token_expired', {});
      player.socket.disconnect();
    } else if (!player.wasWarnedOfExpiry) {
      player.wasWarnedOfExpiry = true;
      player.emit('token_expiring', { expiresAt });
    }
  }
  for (const connection of connections) {
    if (connection.sockets.size > 0) connection.lonelySince = undefined;
    else connection.lonelySince ??= now;
    if (now - (connection.lonelySince ?? now) >= LONELY_MS) connection.conn.close();
  }
}
