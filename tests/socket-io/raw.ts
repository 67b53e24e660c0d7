import { once } from 'node:events';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.js';

/** A client that speaks Engine.IO by hand, so that it can send what no library would. */
export interface RawClient {
  readonly ws: WebSocket;
  /** Texts of the packets received, as they came. */
  readonly frames: string[];
  send(frame: string | Buffer): void;
  /** Waits for a packet that begins like this and takes it out. */
  next(prefix: string): Promise<string>;
  close(): void;
}

/** Connects and joins `/`. */
export async function connectRaw(url: string, token: string): Promise<RawClient> {
  const ws = new WebSocket(`${url.replace('http', 'ws')}/socket.io/?EIO=4&transport=websocket`);
  const frames: string[] = [];
  ws.on('error', () => {});
  ws.on('message', (bytes) => {
    const text = String(bytes);
    if (text === '2') ws.send('3');
    else frames.push(text);
  });
  await once(ws, 'open');
  const client: RawClient = {
    ws,
    frames,
    send: (frame) => ws.send(frame),
    next: (prefix) =>
      eventually(() => {
        const index = frames.findIndex((frame) => frame.startsWith(prefix));
        if (index < 0) throw new Error(`no ${prefix} among ${frames.join('\n').slice(0, 500)}`);
        return frames.splice(index, 1)[0] ?? '';
      }),
    close: () => ws.terminate(),
  };
  client.send(`40${JSON.stringify({ token })}`);
  await client.next('40');
  return client;
}
