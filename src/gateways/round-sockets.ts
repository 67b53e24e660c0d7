import type { Connection } from '../transport/websocket/connection.js';
import type { Endpoint } from '../transport/websocket/endpoint.js';
import type { Gateway } from './gateway.js';
import { checkChoice, type RoundChoice } from './round-choice.js';
import type { FollowRounds } from './round-rooms.js';
import { awaitToken, chosenProtocol, type StreamDoor, type Visitor } from './stream-door.js';

const PING_MS = 30_000;
/** Clients of this protocol never speak; one that does not even answer pings is gone. */
const SILENT_MS = 3 * PING_MS;
const TRY_AGAIN_LATER = 1013;

/** Rounds over WebSockets: whatever the client says but a token is ignored. */
export function roundSockets(door: StreamDoor, follow: FollowRounds): Pick<Gateway, 'endpoints' | 'close'> {
  const live = new Set<Connection>();
  const pinging = setInterval(() => {
    const silentSince = Date.now() - SILENT_MS;
    for (const connection of live) {
      if (connection.heardAt < silentSince) connection.cut('idle');
      else connection.ping();
    }
  }, PING_MS).unref();

  const serve = (connection: Connection, visitor: Visitor, choice: RoundChoice): void => {
    const following = follow({
      outlet: connection,
      visitor,
      choice,
      begin: (latest) => {
        for (const { data } of latest) connection.send(JSON.stringify(data));
      },
      end: () => connection.close(TRY_AGAIN_LATER, 'try again later'),
    });
    connection.serve({
      text: () => {},
      fault: () => {},
      closed: () => void following.then((stop) => stop()),
    });
  };

  const endpoint = (by: RoundChoice['by'], path: string): Endpoint => ({
    name: 'rounds',
    path,
    async accept(upgrade) {
      const choice = { by, value: upgrade.params.value ?? '' };
      const visitor = await door.enterUpgrade(upgrade);
      const stream = visitor?.stream ?? door.ownStream;
      if (stream) checkChoice(stream, choice);
      return {
        ...chosenProtocol(upgrade),
        ...(visitor?.caller && { caller: visitor.caller }),
        open(connection) {
          live.add(connection);
          connection.onClosed(() => live.delete(connection));
          if (visitor) serve(connection, visitor, choice);
          else awaitToken(connection, door, (entered) => serve(connection, entered, choice));
        },
      };
    },
  });

  return {
    endpoints: [endpoint('type', '/ws/type/:value'), endpoint('game', '/ws/:value')],
    close: () => clearInterval(pinging),
  };
}
