import { setTimeout as delay } from 'node:timers/promises';
import { io, type Socket } from 'socket.io-client';

export interface Followed {
  readonly name: string;
  readonly fields: Readonly<Record<string, unknown>> & { readonly position: string };
}

/** A state it was given instead of the events that lead there. */
export interface Snapshot {
  readonly name: 'snapshot';
  // biome-ignore lint/suspicious/noExplicitAny: a test looks into states of every shape
  readonly fields: any;
}

/** A client as a careful player's app would be: it resumes by position wherever it can connect. */
export interface Follower {
  readonly events: readonly Followed[];
  /** Events and snapshots in the order in which they came. */
  readonly told: readonly (Followed | Snapshot)[];
  /** Times it was told to take a snapshot although it had sent a position. */
  readonly snapshots: number;
  /** Times it had to connect. */
  readonly connects: number;
  readonly notices: readonly string[];
  close(): void;
}

interface Opened {
  readonly ok: boolean;
  readonly recovered: boolean;
  readonly position: string;
  readonly snapshot?: unknown;
}

export interface FollowerOptions {
  /** Nodes in the order in which they are tried, again and again. */
  readonly urls: readonly string[];
  readonly token: string;
  readonly subscription: Readonly<Record<string, unknown>>;
  readonly transports?: ('websocket' | 'polling')[];
  readonly query?: Readonly<Record<string, string>>;
  /** How long it waits before it connects again, ms. */
  readonly retryMs?: number;
}

/** Connects, subscribes and resumes until closed; resolves once the first subscription is live. */
export async function follow(options: FollowerOptions): Promise<Follower> {
  const { urls, token, subscription, transports = ['websocket'], query = {}, retryMs = 20 } = options;
  const events: Followed[] = [];
  const told: (Followed | Snapshot)[] = [];
  const state = { snapshots: 0, connects: 0, notices: [] as string[], isClosed: false };
  let position: string | undefined;
  let socket: Socket | undefined;

  // The position is taken inside the acknowledgement's callback: after an await, events behind it may have moved it already.
  const askOnce = (connected: Socket): Promise<boolean> =>
    new Promise((resolve) => {
      const since = position === undefined ? {} : { since: position };
      connected
        .timeout(5_000)
        .emit('subscribe', { ...subscription, ...since }, (error: unknown, answer: Opened) => {
          if (error || !answer.ok) return resolve(false);
          if (position !== undefined && !answer.recovered) state.snapshots++;
          position = answer.position;
          if (!answer.recovered) told.push({ name: 'snapshot', fields: answer.snapshot });
          resolve(true);
        });
    });

  const subscribe = async (connected: Socket): Promise<void> => {
    while (connected.connected && !(await askOnce(connected))) await delay(50);
  };

  const connect = (attempt: number): Promise<void> =>
    new Promise((resolve) => {
      if (state.isClosed) return resolve();
      const next = () => {
        socket?.close();
        setTimeout(() => resolve(connect(attempt + 1)), retryMs);
      };
      socket = io(urls[attempt % urls.length] ?? '', {
        auth: { token },
        transports,
        query: { ...query },
        reconnection: false,
        forceNew: true,
      });
      socket.once('connect_error', next);
      socket.once('connect', () => {
        state.connects++;
        const connected = socket as Socket;
        connected.once('disconnect', () => {
          if (!state.isClosed) next();
        });
        subscribe(connected).then(resolve, resolve);
      });
      socket.onAny((name: string, fields: Followed['fields'] | undefined) => {
        if (name === 'resync') state.snapshots++;
        if (fields?.position === undefined) return void state.notices.push(name);
        position = fields.position;
        if (name === 'resync') return void told.push({ name: 'snapshot', fields: fields.snapshot });
        events.push({ name, fields });
        told.push({ name, fields });
      });
    });

  await connect(0);
  return {
    events,
    told,
    get snapshots() {
      return state.snapshots;
    },
    get connects() {
      return state.connects;
    },
    notices: state.notices,
    close() {
      state.isClosed = true;
      socket?.close();
    },
  };
}
