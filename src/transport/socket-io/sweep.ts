import type { Metrics } from '../../observe.js';
import type { Connections } from './connections.js';
import type { Players } from './players.js';

/** How long before its end a token's client is told, ms. */
const WARN_AHEAD_MS = 60_000;
/** How long a connection may stay without namespace; the client of a refused or expired token closes it by itself. */
const LONELY_MS = 10_000;

export interface SweepParts {
  readonly players: Players;
  readonly connections: Connections;
  readonly metrics: Pick<Metrics, 'connections' | 'disconnects'>;
}

/**
 * What has to be looked at once a second, for all sockets at once instead of a timer for each.
 * @param now - Unix ms
 */
export function sweep(now: number, parts: SweepParts): void {
  endExpired(now, parts);
  const counts = { websocket: 0, polling: 0 };
  for (const connection of parts.connections) {
    const { conn, sockets } = connection;
    // What Socket.IO writes by itself (an `io.emit`) is not checked when it is written.
    connection.checkOutbound();
    counts[conn.transport.name === 'websocket' ? 'websocket' : 'polling'] += 1;
    if (sockets.size > 0) connection.lonelySince = undefined;
    else connection.lonelySince ??= now;
    if (now - (connection.lonelySince ?? now) >= LONELY_MS) conn.close();
  }
  for (const [transport, count] of Object.entries(counts)) {
    parts.metrics.connections.set({ transport: `socket.io ${transport}` }, count);
  }
}

/** Tells clients that their token ends, and disconnects those whose token has. */
function endExpired(now: number, { players, metrics }: SweepParts): void {
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
}
