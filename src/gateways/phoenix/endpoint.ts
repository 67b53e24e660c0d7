import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import { type Board, mustFindBoard } from '../../features/leaderboards/address.js';
import type { Connection } from '../../transport/websocket/connection.js';
import type { UpgradeRequest } from '../../transport/websocket/endpoint.js';
import type { Gateway, GatewayParts } from '../gateway.js';
import { PhoenixBoards } from './phoenix-boards.js';
import type { Session } from './session.js';
import { faultOfSignature } from './signature.js';

/** Pings in a row without any sign of life after which a client is given up. */
const MISSED_PINGS = 3;

/**
 * Live boards on a plain WebSocket, opened by a signed URL: `GET /v1/leaderboards/{project}/{board}/ws`.
 * @see guide.md of the leaderboards for its messages
 */
export function phoenixBoards(parts: GatewayParts): Gateway {
  const pingMs = parts.deps.config.BOARD_PING_SECONDS * 1000;
  const boards = new PhoenixBoards(parts.deps);
  const live = new Set<Connection>();
  const pinging = setInterval(() => {
    const now = Date.now();
    const ping = JSON.stringify({ type: 'ping', timestamp: now });
    for (const connection of live) {
      if (!connection.isOpen) live.delete(connection);
      else if (now - connection.heardAt > MISSED_PINGS * pingMs) connection.cut('idle');
      else {
        connection.send(ping);
        connection.ping();
      }
    }
  }, pingMs).unref();

  return {
    endpoints: [
      {
        name: 'phoenix',
        path: '/v1/leaderboards/:project/:board/ws',
        accept(upgrade) {
          const { project, board } = admit(parts, upgrade);
          return {
            open(connection) {
              live.add(connection);
              serve(parts, connection, boards.sessionOf(connection, project, board));
            },
          };
        },
      },
    ],
    handlers: [],
    close() {
      clearInterval(pinging);
      boards.close();
    },
  };
}

/** @throws AppError NOT_FOUND | LEADERBOARD_NOT_FOUND | UNAUTHORIZED | FORBIDDEN */
function admit(
  { deps }: GatewayParts,
  { params, query }: UpgradeRequest,
): { readonly project: ProjectId; readonly board: Board } {
  const { project = '', board: address = '' } = params;
  const current = deps.definitions.current(project);
  const signed = {
    path: `/v1/leaderboards/${project}/${address}/ws`,
    timestamp: query.get('timestamp') ?? '',
    signature: query.get('signature') ?? '',
  };
  const fault = faultOfSignature(signed, current.project.hmacSecret, Date.now());
  if (fault) throw new AppError('UNAUTHORIZED', { message: fault });
  const board = mustFindBoard(current, address);
  if (current.project.status !== 'active')
    throw new AppError('FORBIDDEN', { message: 'The project is not active' });
  if (board.definition.status !== 'active') {
    throw new AppError('FORBIDDEN', { message: 'The leaderboard is not active' });
  }
  return { project, board };
}

function serve({ hub, deps }: GatewayParts, connection: Connection, session: Session): void {
  const { project, channel } = session.group;
  const opened = hub.open({ project, channel, sink: session }).then(async (opening) => {
    connection.send(String(opening.answer.snapshot));
    await opening.join();
    return opening;
  });
  opened.catch((error: unknown) => {
    deps.observe.log.warn({ err: error, channel }, 'live board not opened');
    connection.close(1011, 'try again');
  });
  connection.serve({
    // The first page comes before everything a client asks for.
    text: (message) => void opened.then(() => session.receive(message)).catch(() => {}),
    fault: (fault) => session.refuse(fault),
    closed: () => void opened.then((opening) => opening.close()).catch(() => {}),
  });
}
