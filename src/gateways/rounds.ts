import { Router } from 'express';
import { AppError } from '../contract/errors.js';
import { textFrames } from '../transport/websocket/text-frames.js';
import type { Gateway, GatewayParts } from './gateway.js';
import { countOf, createPublicGet, queryOf } from './public-answers.js';
import { checkChoice, type RoundChoice } from './round-choice.js';
import { listGames, readLatestRounds, readRounds } from './round-reading.js';
import { createRoundRooms } from './round-rooms.js';
import { roundSockets } from './round-sockets.js';
import { roundStreams } from './round-streams.js';
import { createStreamDoor, findToken, type Visitor } from './stream-door.js';

const STREAM = 'rounds';

/**
 * Game rounds: the path is the subscription. A message is the `data` of a publication of the stream `rounds`; the latest
 * comes at once, then every one after it.
 */
export function rounds({ deps, hub, authenticator, publicProject, eventStreams }: GatewayParts): Gateway {
  const { config, channels, definitions, observe } = deps;
  const door = createStreamDoor({ authenticator, definitions, publicProject }, STREAM);
  const { metrics } = observe;
  const follow = createRoundRooms({
    ...{ hub, channels, metrics },
    encode: textFrames,
    translate: ({ data }) => JSON.stringify(data),
  });
  const sockets = roundSockets(door, follow);
  const streams = roundStreams({ config, hub, channels, metrics, door, eventStreams });

  const get = (answer: (visitor: Visitor, game: RoundChoice, query: URLSearchParams) => Promise<unknown>) =>
    createPublicGet(config)(async (request) => {
      const query = queryOf(request);
      const visitor = await door.enter(findToken(request.headers, query));
      const game: RoundChoice = { by: 'game', value: String(request.params.game) };
      if (request.params.game !== undefined) checkChoice(visitor.stream, game);
      return answer(visitor, game, query);
    });

  const latest = get(async (visitor, game) => {
    const [round] = (await readLatestRounds(channels, visitor, game)).latest;
    if (!round) throw new AppError('NOT_FOUND', { message: 'Game not found' });
    return round.data;
  });
  const history = get((visitor, choice, query) => {
    const limit = countOf(query.get('limit'), { fallback: 500, most: 1000 });
    return readRounds(channels, visitor, { choice, limit });
  });

  return {
    endpoints: sockets.endpoints,
    handlers: [
      streams,
      Router()
        .get(
          '/api/games',
          get((visitor) => listGames(channels, visitor)),
        )
        .get('/api/latest/:game', latest)
        .get('/api/history/:game', history),
    ],
    close: sockets.close,
  };
}
