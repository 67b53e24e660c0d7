import { connect, createServer, type Socket } from 'node:net';

/** Stands between clients and nodes like a load balancer, and can break connections like a bad network. */
export interface TcpProxy {
  readonly url: string;
  /** Connections made through it so far. */
  readonly connections: number;
  /** Sends connections from now on to another node. */
  target(url: string): void;
  /** Breaks what is open, without a goodbye. */
  cut(): void;
  /** Whether new connections are broken, too. */
  down(isDown: boolean): void;
  close(): Promise<void>;
}

export async function startTcpProxy(url: string): Promise<TcpProxy> {
  const open = new Set<Socket>();
  const state = { target: new URL(url), isDown: false, connections: 0 };
  const server = createServer((client) => {
    if (state.isDown) return void client.destroy();
    state.connections += 1;
    const upstream = connect(Number(state.target.port), state.target.hostname);
    for (const [from, to] of [
      [client, upstream],
      [upstream, client],
    ] as const) {
      open.add(from);
      from.pipe(to);
      from
        .on('error', () => to.destroy())
        .on('close', () => {
          open.delete(from);
          to.destroy();
        });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const cut = () => {
    for (const socket of [...open]) socket.resetAndDestroy();
  };

  return {
    url: `http://127.0.0.1:${typeof address === 'object' && address ? address.port : 0}`,
    get connections() {
      return state.connections;
    },
    target: (to) => {
      state.target = new URL(to);
    },
    cut,
    down(isDown) {
      state.isDown = isDown;
      if (isDown) cut();
    },
    close() {
      cut();
      return new Promise((resolve) => server.close(() => resolve()));
    },
  };
}
