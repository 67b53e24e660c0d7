import type { Connection } from '../../transport/websocket/connection.js';
import type { Gateway, GatewayParts } from '../gateway.js';
import { chosenProtocol } from '../stream-door.js';
import { disconnects, PING_SECONDS } from './protocol.js';
import { PushRooms } from './rooms.js';
import { Session } from './session.js';

/** What every session is given. */
export interface CentrifugeParts extends GatewayParts {
  readonly rooms: PushRooms;
}

/** How long a client may take to say who it is, ms. */
const CONNECT_WITHIN_MS = 10_000;
const SWEEP_MS = 1_000;

interface Kept {
  readonly session: Session;
  readonly openedAt: number;
  pingedAt: number;
}

/**
 * The Centrifuge client protocol in JSON, so that Centrifugo's SDKs are clients.
 * @see https://centrifugal.dev/docs/transports/client_protocol
 */
export function centrifuge(parts: GatewayParts): Gateway {
  const rooms = new PushRooms(parts.deps.observe.metrics);
  const live = new Map<Connection, Kept>();
  const sweeping = setInterval(() => {
    const now = Date.now();
    for (const [connection, kept] of live) keepAlive(connection, kept, now);
  }, SWEEP_MS).unref();

  return {
    endpoints: [
      {
        name: 'centrifuge',
        path: '/connection/websocket',
        farewell: disconnects.shutdown,
        expiry: disconnects.expired,
        accept: (upgrade) => ({
          ...chosenProtocol(upgrade),
          open(connection) {
            const session = new Session({ ...parts, rooms }, connection);
            connection.serve(session);
            connection.onClosed(() => live.delete(connection));
            const openedAt = Date.now();
            live.set(connection, { session, openedAt, pingedAt: openedAt });
          },
        }),
      },
    ],
    handlers: [],
    close: () => clearInterval(sweeping),
  };
}

function keepAlive(connection: Connection, kept: Kept, now: number): void {
  const { stale, noPong } = disconnects;
  const { session, openedAt, pingedAt } = kept;
  const isDue = now - pingedAt >= PING_SECONDS * 1000;
  if (!session.isConnected) {
    if (now - openedAt > CONNECT_WITHIN_MS) connection.close(stale.code, stale.reason);
  } else if (isDue && connection.heardAt < pingedAt) {
    connection.close(noPong.code, noPong.reason);
  } else if (isDue) {
    kept.pingedAt = now;
    connection.send('{}');
  }
}
