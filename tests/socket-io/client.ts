import { io, type ManagerOptions, type Socket, type SocketOptions } from 'socket.io-client';
import { eventually } from '../support/eventually.js';

export interface Received {
  readonly name: string;
  // Tests look into events of any shape.
  readonly fields: Record<string, never>;
}

// Answers may have any shape.
export type Answer = Record<string, never>;

/** A Socket.IO client that writes down everything it gets. */
export interface Client {
  readonly socket: Socket;
  readonly received: Received[];
  /** Sends a command and waits for its acknowledgement. */
  ask(command: string, ...payload: unknown[]): Promise<Answer>;
  /** Waits for the first event of a name that was not taken yet, and takes it. */
  next(name: string): Promise<Record<string, never>>;
  close(): void;
}

export interface ConnectOptions extends Partial<ManagerOptions & SocketOptions> {
  readonly token?: string;
  readonly namespace?: string;
}

/** A client that is connecting. */
export function createClient(url: string, options: ConnectOptions = {}): Client {
  const { token, namespace = '/', ...rest } = options;
  const socket = io(`${url}${namespace}`, {
    ...(token !== undefined && { auth: { token } }),
    transports: ['websocket'],
    reconnection: false,
    forceNew: true,
    ...rest,
  });
  const received: Received[] = [];
  const taken = new Set<Received>();
  socket.onAny((name: string, fields: Received['fields']) => received.push({ name, fields }));
  return {
    socket,
    received,
    ask: (command, ...payload) => socket.timeout(5_000).emitWithAck(command, ...payload),
    next: (name) =>
      eventually(() => {
        const found = received.find((each) => each.name === name && !taken.has(each));
        if (!found) throw new Error(`no ${name} among ${received.map((each) => each.name).join(', ')}`);
        taken.add(found);
        return found.fields;
      }),
    close: () => socket.disconnect(),
  };
}

/** Resolves once the namespace is joined; rejects with what `connect_error` says. */
export async function connect(url: string, options: ConnectOptions = {}): Promise<Client> {
  const client = createClient(url, options);
  await new Promise<void>((resolve, reject) => {
    client.socket.once('connect', resolve);
    client.socket.once('connect_error', reject);
  });
  return client;
}

/** The code a refused connection gets. */
export async function refusalOf(url: string, options: ConnectOptions = {}): Promise<unknown> {
  const client = createClient(url, options);
  const error = await new Promise<Error & { data?: { code?: string } }>((resolve) => {
    client.socket.once('connect_error', resolve);
  });
  client.close();
  return error.data?.code ?? error.message;
}
