import { once } from 'node:events';
import { type ClientOptions, WebSocket } from 'ws';
import { eventually } from '../support/eventually.js';

/** A message looked into by a test. */
// biome-ignore lint/suspicious/noExplicitAny: a test compares what it expects, field by field
export type Message = any;

/** A plain WebSocket that keeps what it received. */
export interface PlainClient {
  readonly ws: WebSocket;
  readonly received: Message[];
  /** Close code and reason, once it has closed. */
  readonly ended: { code: number; reason: string } | undefined;
  say(message: unknown): void;
  /** Waits until so many messages have come, and takes them. */
  take(count: number, withinMs?: number): Promise<Message[]>;
  close(): Promise<void>;
}

export interface PlainOptions extends ClientOptions {
  readonly protocols?: string[];
}

/** Connects to a path of a node and resolves once the connection is open. */
export async function connectPlain(
  url: string,
  path: string,
  options: PlainOptions = {},
): Promise<PlainClient> {
  const { protocols = [], ...rest } = options;
  const ws = new WebSocket(url.replace('http', 'ws') + path, protocols, rest);
  const received: Message[] = [];
  const state: { ended: PlainClient['ended'] } = { ended: undefined };
  ws.on('message', (bytes) => {
    for (const line of String(bytes).split('\n')) received.push(JSON.parse(line));
  });
  ws.on('close', (code, reason) => {
    state.ended = { code, reason: String(reason) };
  });
  ws.on('error', () => {});
  await Promise.race([
    once(ws, 'open'),
    once(ws, 'unexpected-response').then(([, response]) => Promise.reject(new Refused(response.statusCode))),
  ]);
  return {
    ws,
    received,
    get ended() {
      return state.ended;
    },
    say: (message) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
    async take(count, withinMs) {
      await eventually(() => received.length >= count, withinMs);
      return received.splice(0, count);
    },
    async close() {
      if (ws.readyState === WebSocket.CLOSED) return;
      ws.terminate();
      await once(ws, 'close');
    },
  };
}

/** The answer to a request for an upgrade that was refused. */
export class Refused extends Error {
  constructor(readonly status: number) {
    super(`refused with ${status}`);
  }
}
