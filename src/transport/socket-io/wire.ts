import type { Socket } from 'socket.io';

/** The transport connection below the namespaces. */
export type EngineSocket = Socket['conn'];

/** Packets that go out together. */
export interface Batch {
  readonly texts: readonly string[];
  /** The same as WebSocket frames, see `encodeFrames`. */
  readonly frames: Buffer;
}

interface QueuedPacket {
  readonly data?: string | Buffer;
  readonly options?: { readonly wsPreEncodedFrame?: readonly Buffer[] };
}

interface WebSocketInternals {
  readonly readyState: number;
  readonly _socket: { write(bytes: Buffer): boolean; readonly writableLength: number } | null;
  terminate(): void;
}

/** What of Engine.IO 6 and ws 8 is used beyond their types; without it everything goes the normal way. */
interface Internals {
  readonly writeBuffer: readonly QueuedPacket[];
  readonly transport: { readonly name: string; readonly socket?: WebSocketInternals };
}

// The fields are private in the types but stable since Engine.IO 5; tests fail when they go away.
const internals = (conn: EngineSocket): Internals => conn as unknown as Internals;

const OPEN = 1;

/**
 * Sends packets. When nothing waits in Engine.IO's queue they go straight to the TCP socket as one write, which keeps the order
 * (whatever was flushed before is in that socket already) and saves most of the cost of a delivery.
 * @returns all bytes the client has not taken yet; undefined when the packets were queued in Engine.IO instead
 */
export function writeBatch(conn: EngineSocket, { texts, frames }: Batch): number | undefined {
  const { transport, writeBuffer } = internals(conn);
  if (transport.name !== 'websocket') {
    for (const text of texts) conn.write(text);
    return undefined;
  }
  const tcp = transport.socket?._socket;
  if (
    tcp &&
    writeBuffer.length === 0 &&
    transport.socket?.readyState === OPEN &&
    conn.readyState === 'open'
  ) {
    tcp.write(frames);
    return tcp.writableLength;
  }
  // One entry of the queue for all packets; the text is never looked at, since a WebSocket stays one.
  const options = { compress: false, wsPreEncodedFrame: [frames] };
  conn.write(texts[0] ?? '', options);
  return undefined;
}

/** Makes a transport drop what is no Engine.IO packet (or one that only servers send) instead of closing the connection. */
export function dropGarbage(transport: EngineSocket['transport']): void {
  // The method is protected in the types.
  const target = transport as unknown as { onPacket(packet: { type: string }): void };
  target.onPacket = passGoodPacket;
}

// Shared by all connections: a closure for each would cost memory.
function passGoodPacket(
  this: { emit?(event: string, packet: object): void },
  packet: { type: string },
): void {
  if (packet.type !== 'error' && packet.type !== 'ping') this.emit?.('packet', packet);
}

/** Packets waiting in Engine.IO's queue; another array after each flush. */
export const queueOf = (conn: EngineSocket): readonly QueuedPacket[] => internals(conn).writeBuffer;

export const packetBytes = ({ data, options }: QueuedPacket): number =>
  options?.wsPreEncodedFrame?.[0]?.length ?? (data === undefined ? 0 : Buffer.byteLength(data));

/** Bytes handed to the TCP socket that it has not sent. */
export const unsentBytes = (conn: EngineSocket): number =>
  internals(conn).transport.socket?._socket?.writableLength ?? 0;

/** Closes the transport in an orderly way, so that a client connects again by itself; returns how to force it. */
export function closeTransport(conn: EngineSocket): () => void {
  const { socket } = internals(conn).transport;
  conn.close();
  return () => socket?.terminate();
}

/** Drops the transport at once with all it has not sent. */
export function cutTransport(conn: EngineSocket): void {
  const { socket } = internals(conn).transport;
  if (socket) socket.terminate();
  else conn.close(true);
}
