import { connect } from 'node:net';
import { FrameReader, writeFrame } from './frames.js';

export interface SocketPlan {
  readonly port: number;
  readonly token: string;
  /** Arguments of the joining command, as JSON text of an array. */
  readonly join: string;
  /** Called with the bytes of each event packet, see `FrameEvents.onText`. */
  onEvent(bytes: Buffer, start: number, end: number): void;
  onClosed(): void;
}

/** An open connection that has joined. */
export interface BenchSocket {
  /**
   * Sends a command with acknowledgement.
   * @param text - its arguments, as JSON text of an array
   * @param onAnswer - gets whether the server did it
   */
  command(text: string, onAnswer: (ok: boolean) => void): void;
}

// All sockets read into the same memory: a chunk is handled completely before the next one is read.
const shared = Buffer.alloc(1 << 17);
const OPEN = 48; // '0'
const PING = 50; // '2'
const EVENT = 50;
const MESSAGE = 52; // '4'

/** Opens a Socket.IO connection over WebSocket by hand; resolves once the server has acknowledged the join. */
export function openSocket(plan: SocketPlan): Promise<BenchSocket> {
  return new Promise((resolve, reject) => {
    let upgraded = false;
    const waiting = new Map<number, (ok: boolean) => void>();
    let commands = 0;
    const reader = new FrameReader({
      onText(bytes, start, end) {
        if (bytes[start] === MESSAGE && bytes[start + 1] === EVENT) plan.onEvent(bytes, start, end);
        else answer(bytes, start, end);
      },
      onClose: () => plan.onClosed(),
    });
    const send = (text: string) => socket.write(writeFrame(text));

    function command(text: string, onAnswer: (ok: boolean) => void) {
      waiting.set(commands, onAnswer);
      send(`42${commands++}${text}`);
    }

    function joined(ok: boolean) {
      if (ok) resolve({ command });
      else reject(new Error('The server refused to let the socket join'));
    }

    function answer(bytes: Buffer, start: number, end: number) {
      const text = bytes.toString('utf8', start, end);
      const [, id] = /^43(\d+)\[/.exec(text) ?? [];
      if (bytes[start] === PING) send('3');
      else if (bytes[start] === OPEN) send(`40{"token":"${plan.token}"}`);
      else if (text.startsWith('40')) command(plan.join, joined);
      else if (id !== undefined) acknowledge(Number(id), text);
      else reject(new Error(`The server said ${text.slice(0, 500)}`));
    }

    function acknowledge(id: number, text: string) {
      const ok = text.includes('[{"ok":true');
      if (!ok) process.stderr.write(`refused: ${text.slice(0, 600)}\n`);
      waiting.get(id)?.(ok);
      waiting.delete(id);
    }

    function read(chunk: Buffer) {
      if (upgraded) return reader.read(chunk);
      const end = chunk.indexOf('\r\n\r\n');
      if (end < 0 || !chunk.toString('latin1', 0, end).includes(' 101 ')) {
        return reject(new Error(`No upgrade: ${chunk.toString('latin1').slice(0, 300)}`));
      }
      upgraded = true;
      reader.read(chunk.subarray(end + 4));
    }

    function onRead(size: number): boolean {
      read(shared.subarray(0, size));
      return true;
    }

    const socket = connect({
      port: plan.port,
      host: '127.0.0.1',
      noDelay: true,
      onread: { buffer: shared, callback: onRead },
    });
    socket.once('error', reject);
    socket.once('close', () => plan.onClosed());
    socket.once('connect', () => socket.write(upgradeRequest(plan.port)));
  });
}

const upgradeRequest = (port: number) =>
  `GET /socket.io/?EIO=4&transport=websocket HTTP/1.1\r\nHost: 127.0.0.1:${port}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n`;
