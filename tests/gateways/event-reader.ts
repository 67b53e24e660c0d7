import { eventually } from '../support/eventually.js';
import type { Message } from './plain-client.js';

export interface ReadEvent {
  readonly event: string;
  readonly id: string;
  readonly data: Message;
}

/** A response of server-sent events, read as a browser reads it. */
export interface EventReader {
  readonly headers: Headers;
  readonly received: ReadEvent[];
  /** What a browser would send back as Last-Event-ID. */
  readonly lastId: string;
  readonly isEnded: boolean;
  readonly comments: readonly string[];
  take(count: number): Promise<ReadEvent[]>;
  close(): void;
}

/** @throws Error with the status when it is not 200 */
export async function readEvents(url: string, headers: Record<string, string>): Promise<EventReader> {
  const abort = new AbortController();
  const response = await fetch(url, { headers, signal: abort.signal });
  if (response.status !== 200 || !response.body) throw new Error(`status ${response.status}`);
  const received: ReadEvent[] = [];
  const comments: string[] = [];
  const state = { lastId: '', isEnded: false };

  const readBlock = (block: string): void => {
    const fields = new Map<string, string>();
    for (const line of block.split('\n')) {
      const colon = line.indexOf(':');
      if (colon === 0) comments.push(line.slice(1).trim());
      else fields.set(line.slice(0, colon), line.slice(colon + 1).trim());
    }
    state.lastId = fields.get('id') ?? state.lastId;
    const text = fields.get('data');
    if (text === undefined) return;
    received.push({ event: fields.get('event') ?? 'message', id: state.lastId, data: JSON.parse(text) });
  };
  const read = async (body: ReadableStream<Uint8Array>): Promise<void> => {
    let rest = '';
    for await (const chunk of body.pipeThrough(new TextDecoderStream())) {
      const blocks = (rest + chunk).split('\n\n');
      rest = blocks.pop() ?? '';
      for (const block of blocks) readBlock(block);
    }
  };
  read(response.body)
    .catch(() => {})
    .finally(() => {
      state.isEnded = true;
    });

  return {
    headers: response.headers,
    received,
    comments,
    get lastId() {
      return state.lastId;
    },
    get isEnded() {
      return state.isEnded;
    },
    async take(count) {
      await eventually(() => received.length >= count);
      return received.splice(0, count);
    },
    close: () => abort.abort(),
  };
}
