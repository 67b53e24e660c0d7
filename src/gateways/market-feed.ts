import { Router } from 'express';
import { checkKeys } from '../features/streams/filter.js';
import type { ReadView } from '../hub/sink.js';
import type { Connection } from '../transport/websocket/connection.js';
import { readCandles, secondsOf } from './candles.js';
import type { Gateway, GatewayParts } from './gateway.js';
import { MarketClient } from './market-client.js';
import { MarketRoom } from './market-room.js';
import { countOf, createPublicGet, queryOf } from './public-answers.js';
import { awaitToken, chosenProtocol, createStreamDoor, findToken, type Visitor } from './stream-door.js';

const STREAM = 'market';

/**
 * The market feed: `GET /ws` with markets to pick, and candles over HTTP, from the stream `market`.
 * @see guide.md of the streams for its messages
 */
export function marketFeed({ deps, hub, authenticator, publicProject }: GatewayParts): Gateway {
  const { config, channels, definitions, observe } = deps;
  const door = createStreamDoor({ authenticator, definitions, publicProject }, STREAM);
  const rooms = new Map<string, MarketRoom>();
  const live = new Set<Connection>();

  const roomOf = (project: string): MarketRoom => {
    const room = rooms.get(project) ?? new MarketRoom(observe.metrics);
    rooms.set(project, room);
    return room;
  };
  const readView: ReadView = async (project, channel) => {
    const { epoch, offset } = await channels.read(project, channel);
    return { snapshot: {}, position: { epoch, offset } };
  };
  const serve = (connection: Connection, visitor: Visitor): void => {
    const room = roomOf(visitor.project);
    connection.serve(new MarketClient({ connection, visitor, door, room, hub, readView }));
  };

  // Any message counts as a sign of life, and the original protocol has no other.
  const sweeping = setInterval(() => {
    const idleSince = Date.now() - config.FEED_IDLE_SECONDS * 1000;
    for (const connection of live) {
      if (connection.heardAt < idleSince) connection.cut('idle');
    }
  }, config.FEED_SWEEP_SECONDS * 1000).unref();

  const candles = createPublicGet(config)(async (request) => {
    const query = queryOf(request);
    const { project, stream } = await door.enter(findToken(request.headers, query));
    const market = String(request.params.marketKey);
    checkKeys(stream, { market });
    const seconds = secondsOf(query.get('timeframe') ?? '1H');
    const limit = countOf(query.get('limit'), { fallback: 200, most: 1000 });
    return readCandles(channels, { project, stream, market, seconds, limit });
  });

  return {
    endpoints: [
      {
        name: 'market feed',
        path: '/ws',
        async accept(upgrade) {
          const visitor = await door.enterUpgrade(upgrade);
          return {
            ...chosenProtocol(upgrade),
            ...(visitor?.caller && { caller: visitor.caller }),
            open(connection) {
              live.add(connection);
              connection.onClosed(() => live.delete(connection));
              if (visitor) serve(connection, visitor);
              else awaitToken(connection, door, (entered) => serve(connection, entered));
            },
          };
        },
      },
    ],
    handlers: [Router().get('/api/candles/:marketKey', candles)],
    close: () => clearInterval(sweeping),
  };
}
