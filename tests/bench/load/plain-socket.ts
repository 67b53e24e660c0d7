import { connect } from 'node:net';
import { FrameReader } from './frames.js';

/** How a client without Socket.IO listens. */
export type PlainKind = 'websocket' | 'sse';

export interface PlainPlan {
  readonly kind: PlainKind;
  readonly port: number;
  readonly path: string;
  /** Called with each message, whatever is around its text. */
  onMessage(bytes: Buffer): void;
  onClosed(): void;
}

// All sockets read into the same memory: a chunk is handled completely before the next one is read.
const shared = Buffer.alloc(1 << 17);
const headEnd = Buffer.from('\r\n\r\n');
const eventEnd = Buffer.from('\n\n');

/** Opens a listener by hand; resolves once the server has begun to answer. */
export function openPlainSocket(plan: PlainPlan): Promise<void> {
  return new Promise((resolve, reject) => {
    let isOpen = false;
    const read = plan.kind === 'websocket' ? readFrames(plan) : readEvents(plan);
    const onChunk = (chunk: Buffer): void => {
      if (isOpen) {
        read(chunk);
        return;
      }
      const end = chunk.indexOf(headEnd);
      const head = chunk.toString('latin1', 0, Math.max(end, 0));
      isOpen = /^HTTP\/1\.1 (101|200) /.test(head);
      if (isOpen) resolve();
      else reject(new Error(`refused: ${head.slice(0, 300)}`));
      if (isOpen && chunk.length > end + 4) read(chunk.subarray(end + 4));
    };
    const socket = connect({
      port: plan.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: {
        buffer: shared,
        callback: (size) => {
          onChunk(shared.subarray(0, size));
          return true;
        },
      },
    });
    socket.once('error', reject);
    socket.once('close', () => plan.onClosed());
    socket.once('connect', () => socket.write(request(plan)));
  });
}

function request({ kind, port, path }: PlainPlan): string {
  const start = `GET ${path} HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\n`;
  if (kind === 'sse') return `${start}Accept: text/event-stream\r\n\r\n`;
  return `${start}Connection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
}

function readFrames({ onMessage, onClosed }: PlainPlan): (chunk: Buffer) => void {
  const reader = new FrameReader({
    onText: (bytes, start, end) => onMessage(bytes.subarray(start, end)),
    onClose: onClosed,
  });
  return (chunk) => reader.read(chunk);
}

/** Events end with an empty line; the lengths of HTTP chunks between them hold none of what is looked for. */
function readEvents({ onMessage }: PlainPlan): (chunk: Buffer) => void {
  let rest: Buffer | undefined;
  return (chunk) => {
    const bytes = rest ? Buffer.concat([rest, chunk]) : chunk;
    let at = 0;
    for (let end = bytes.indexOf(eventEnd); end >= 0; end = bytes.indexOf(eventEnd, at)) {
      onMessage(bytes.subarray(at, end));
      at = end + 2;
    }
    // The chunk's memory is used again for the next one.
    rest = at < bytes.length ? Buffer.from(bytes.subarray(at)) : undefined;
  };
}
