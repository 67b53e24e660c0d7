import { randomUUID } from 'node:crypto';
import type { Server as HttpServer, IncomingMessage } from 'node:http';
import type { Socket } from 'node:net';
import { Server, type ServerOptions } from 'socket.io';
import type { Config } from '../../config.js';
import type { ClientAddress } from '../client-address.js';
import type { Limits } from '../limits.js';
import { type AdapterClients, createRedisAdapter } from './adapter.js';
import { BoundedDecoder, RelayEncoder } from './parser.js';

export interface ServerParts {
  /** Its request listener must be in place: Socket.IO takes its own path out of what reaches it. */
  readonly server: HttpServer;
  readonly config: Config;
  readonly limits: Pick<Limits, 'countConnect'>;
  readonly clientAddress: ClientAddress;
  readonly adapter?: AdapterClients | undefined;
  readonly isDraining: () => boolean;
}

/** Messages over it close the connection; `MESSAGE_BYTES` refuses smaller ones with a warning. */
const HARD_MESSAGE_BYTES = 1_048_576;
/** How long a client may take from connecting to its first namespace, ms. */
const CONNECT_TIMEOUT_MS = 10_000;

/** The Socket.IO server at `/socket.io`: Engine.IO 4, WebSocket and long polling, other upgrades left alone. */
export function createServer(parts: ServerParts): Server {
  const { server, config, adapter } = parts;
  const options: Partial<ServerOptions> = {
    path: '/socket.io',
    transports: ['websocket', 'polling'],
    maxHttpBufferSize: HARD_MESSAGE_BYTES,
    perMessageDeflate: false,
    destroyUpgrade: false,
    connectTimeout: CONNECT_TIMEOUT_MS,
    cors: corsOf(config.ALLOWED_ORIGINS),
    allowRequest: (request, decide) => {
      findFault(parts, request).then(
        (fault) => {
          if (fault === undefined && isUpgrade(request)) corkForThisTurn(request.socket);
          decide(fault, fault === undefined);
        },
        () => decide('Try again', false),
      );
    },
    parser: {
      Encoder: RelayEncoder,
      Decoder: class extends BoundedDecoder {
        constructor() {
          super(config.MESSAGE_BYTES);
        }
      },
    },
    ...(adapter && { adapter: createRedisAdapter(adapter) }),
  };
  const io = new Server(server, options);
  // As unguessable as Engine.IO's own, from random bytes drawn in bulk.
  io.engine.generateId = () => randomUUID();
  return io;
}

/** Why a handshake is refused before anything is kept of it. */
async function findFault(parts: ServerParts, request: IncomingMessage): Promise<string | undefined> {
  const { config, limits, clientAddress, isDraining } = parts;
  if (isDraining()) return 'The server is going down';
  const { origin } = request.headers;
  if (origin !== undefined && !isAllowed(config.ALLOWED_ORIGINS, origin)) return 'The origin is not allowed';
  if (!(await limits.countConnect(clientAddress(request)))) return 'Too many connections';
  return undefined;
}

const isAllowed = (allowed: readonly string[], origin: string): boolean =>
  allowed.includes('*') || allowed.includes(origin);

const isUpgrade = ({ headers }: Pick<IncomingMessage, 'headers'>): boolean => headers.upgrade !== undefined;

/** Lets the answer to an upgrade and the first packet, which follows in the same turn, go out as one write. */
function corkForThisTurn(socket: Socket): void {
  socket.cork();
  setImmediate(() => socket.uncork());
}

/**
 * With named origins browsers may send cookies, which load balancers use for stickiness; authentication never does. CORS is
 * about HTTP only: upgrades, which it does not restrict, have their origin checked by `findFault`.
 */
function corsOf(allowed: readonly string[]): NonNullable<ServerOptions['cors']> {
  const polling = allowed.includes('*') ? { origin: '*' } : { origin: [...allowed], credentials: true };
  const none = { origin: false };
  return (request, decide) => decide(null, isUpgrade(request) ? none : polling);
}
