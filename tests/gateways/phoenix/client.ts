import { createHmac } from 'node:crypto';
import WebSocket from 'ws';
import { eventually } from '../../support/eventually.js';

// Messages may have any shape.
export type Message = Record<string, never>;

/** A client of the Phoenix gateway that writes down everything it gets. */
export interface PhoenixClient {
  readonly ws: WebSocket;
  readonly received: Message[];
  say(message: unknown): void;
  /** Waits for the first message of a type that was not taken yet, and takes it. */
  next(type: string): Promise<Message>;
  /** Resolves with the close code. */
  readonly closed: Promise<number>;
}

export interface Door {
  readonly url: string;
  readonly project?: string;
  readonly board: string;
  readonly secret?: string;
  /** Unix seconds. */
  readonly timestamp?: number | string;
  readonly signature?: string;
}

/** The signed URL of a live board, as the documentation of the original says to build it. */
export function signedUrl({ url, project = 'game', board, secret = 'board-secret', ...given }: Door): string {
  const path = `/v1/leaderboards/${project}/${board}/ws`;
  const timestamp = given.timestamp ?? Math.floor(Date.now() / 1000);
  const hex = createHmac('sha256', secret).update(`WS\n${path}\n${timestamp}`).digest('hex');
  const signature = encodeURIComponent(given.signature ?? `hmac-sha256=${hex}`);
  return `${url.replace('http', 'ws')}${path}?timestamp=${timestamp}&signature=${signature}`;
}

export async function openBoard(door: Door): Promise<PhoenixClient> {
  const ws = new WebSocket(signedUrl(door));
  const received: Message[] = [];
  const taken = new Set<Message>();
  ws.on('message', (text) => received.push(JSON.parse(String(text))));
  const closed = new Promise<number>((resolve) => ws.once('close', resolve));
  await new Promise<void>((resolve, reject) => {
    ws.once('open', resolve);
    ws.once('error', reject);
  });
  return {
    ws,
    received,
    closed,
    say: (message) => ws.send(typeof message === 'string' ? message : JSON.stringify(message)),
    next: (type) =>
      eventually(() => {
        const found = received.find((each) => each.type === (type as never) && !taken.has(each));
        if (!found) throw new Error(`no ${type} among ${received.map((each) => each.type).join(', ')}`);
        taken.add(found);
        return found;
      }),
  };
}

/** The HTTP status a refused client gets. */
export async function refusalOf(door: Door): Promise<number | undefined> {
  const ws = new WebSocket(signedUrl(door));
  return new Promise((resolve) => {
    ws.once('unexpected-response', (_request, { statusCode }) => {
      resolve(statusCode);
      ws.terminate();
    });
    ws.once('open', () => {
      resolve(undefined);
      ws.terminate();
    });
    ws.on('error', () => {});
  });
}
