import { setTimeout as delay } from 'node:timers/promises';
import { Centrifuge } from 'centrifuge';
import { WebSocket } from 'ws';
import { readEvents } from './event-reader.js';
import type { Message } from './plain-client.js';

/** A client that resumes wherever it can connect. */
export interface ResumingClient {
  readonly received: Message[];
  /** Times it was told that something is lost. */
  readonly losses: number;
  readonly connects: number;
  /** Cuts its connection. */
  cut(): void;
  close(): void;
}

interface State {
  losses: number;
  connects: number;
  isClosed: boolean;
}

/** The market feed with everything subscribed, resumed by `since`. */
export async function resumeMarketFeed(urls: readonly string[]): Promise<ResumingClient> {
  const received: Message[] = [];
  const state: State = { losses: 0, connects: 0, isClosed: false };
  let position: string | null = null;
  let ws: WebSocket | undefined;

  const connect = (attempt: number): Promise<void> =>
    new Promise((resolve) => {
      if (state.isClosed) return resolve();
      ws = new WebSocket(`${urls[attempt % urls.length]?.replace('http', 'ws')}/ws`);
      ws.on('open', () => ws?.send(JSON.stringify({ type: 'subscribe_all', since: position })));
      ws.on('message', (bytes) => {
        const message = JSON.parse(String(bytes));
        if (message.type === 'error' || message.recovered === false) state.losses++;
        position = message.position ?? position;
        if (message.type !== 'subscribed') return void received.push(message);
        state.connects++;
        resolve();
      });
      ws.on('error', () => {});
      ws.on('close', () => setTimeout(() => void connect(attempt + 1).then(resolve), 20));
    });

  await connect(0);
  return asClient(received, state, { cut: () => ws?.terminate() });
}

/** Rounds as server-sent events, resumed by `Last-Event-ID`. */
export async function resumeEvents(urls: readonly string[], path: string): Promise<ResumingClient> {
  const received: Message[] = [];
  const state: State = { losses: 0, connects: 0, isClosed: false };
  let lastId = '';
  let cut = () => {};

  const run = async (): Promise<void> => {
    for (let attempt = 0; !state.isClosed; attempt++) {
      const headers: Record<string, string> = lastId === '' ? {} : { 'last-event-id': lastId };
      const reader = await readEvents(`${urls[attempt % urls.length]}${path}`, headers).catch(
        () => undefined,
      );
      if (reader) state.connects++;
      cut = () => reader?.close();
      while (reader && !reader.isEnded && !state.isClosed) await delay(5);
      for (const { event, data } of reader?.received ?? []) {
        if (event === 'initial' && lastId !== '') state.losses++;
        received.push(data);
      }
      lastId = reader?.lastId || lastId;
      reader?.close();
      await delay(20);
    }
  };
  void run();
  while (state.connects === 0) await delay(5);
  return asClient(received, state, { cut: () => cut() });
}

/** A channel of the Centrifuge protocol with differences, resumed by the SDK itself. */
export async function resumeCentrifuge(urls: readonly string[], channel: string): Promise<ResumingClient> {
  const received: Message[] = [];
  const state: State = { losses: 0, connects: 0, isClosed: false };
  let ws: WebSocket | undefined;
  let attempt = 0;
  class NextNode extends WebSocket {
    constructor(_url: string, protocols?: string | string[]) {
      super(`${urls[attempt++ % urls.length]?.replace('http', 'ws')}/connection/websocket`, protocols);
      ws = this;
    }
  }
  const client = new Centrifuge('ws://any/connection/websocket', {
    websocket: NextNode,
    minReconnectDelay: 20,
    maxReconnectDelay: 50,
  });
  const subscription = client.newSubscription(channel, { delta: 'fossil' });
  subscription.on('publication', ({ data }) => received.push(data));
  subscription.on('subscribed', ({ wasRecovering, recovered }) => {
    state.connects++;
    if (wasRecovering && !recovered) state.losses++;
  });
  subscription.subscribe();
  client.connect();
  await subscription.ready(10_000);
  return asClient(received, state, { cut: () => ws?.terminate(), close: () => client.disconnect() });
}

function asClient(
  received: Message[],
  state: State,
  { cut, close = cut }: { readonly cut: () => void; readonly close?: () => void },
): ResumingClient {
  return {
    received,
    get losses() {
      return state.losses;
    },
    get connects() {
      return state.connects;
    },
    cut,
    close() {
      state.isClosed = true;
      close();
    },
  };
}
