import type { Socket } from 'socket.io';
import { Connection, type ConnectionParts } from './connection.js';
import type { BoundedDecoder } from './parser.js';
import { dropGarbage, type EngineSocket } from './wire.js';

/** The transport connections of this node that asked for a namespace. */
export class Connections {
  readonly #byConn = new Map<EngineSocket, Connection>();
  readonly #parts: ConnectionParts;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
  }

  [Symbol.iterator](): IterableIterator<Connection> {
    return this.#byConn.values();
  }

  find(conn: EngineSocket): Connection | undefined {
    return this.#byConn.get(conn);
  }

  /**
   * The connection of a socket that is being admitted; undefined when it has closed already.
   * @param onClose - called once per connection
   */
  of(socket: Socket, onClose: (connection: Connection) => void): Connection | undefined {
    const { conn } = socket;
    const known = this.#byConn.get(conn);
    if (known || conn.readyState !== 'open') return known;

    const connection = new Connection({ conn, decoder: tolerateGarbage(socket) }, this.#parts);
    this.#byConn.set(conn, connection);
    // Nothing needs the first HTTP request any more, and it would live as long as the connection.
    (conn as { request: unknown }).request = null;
    conn.on('close', () => {
      this.#byConn.delete(conn);
      onClose(connection);
    });
    return connection;
  }
}

/** Lets the connection survive what is no packet, or no packet for a joined namespace. */
function tolerateGarbage({ client, conn }: Socket): BoundedDecoder {
  // Both fields are private in the types; the parser we passed to the server makes the decoder ours.
  const { decoder, nsps } = client as unknown as { decoder: BoundedDecoder; nsps: Map<string, Socket> };
  decoder.isOpen = (namespace) => nsps.has(namespace);
  dropGarbage(conn.transport);
  if (conn.transport.name !== 'websocket') conn.on('upgrade', dropGarbage);
  return decoder;
}
