import { type App, createApp } from '../../src/app.js';
import { type Client, type ConnectOptions, connect } from '../../src/client/index.js';
import { readConfig } from '../../src/config.js';
import { call, mintToken } from '../support/rest.js';
import { startTcpProxy, type TcpProxy } from '../support/tcp-proxy.js';

/** A node with a breakable network in front of it, and the clients of one test. */
export interface Stage {
  readonly app: App;
  readonly proxy: TcpProxy;
  /** A client of a player, over the breakable network, with a token source that mints one each time. */
  join(playerId: string, options?: Partial<ConnectOptions>): Client;
  /** Tracks an event of a player. */
  track(playerId: string, eventType: string, properties?: object): Promise<void>;
  /** A player as REST shows it. */
  player(playerId: string): Promise<unknown>;
  close(): Promise<void>;
}

export async function openStage(environment: Readonly<Record<string, string>> = {}): Promise<Stage> {
  const settings = { PORT: '0', LOG_LEVEL: 'silent', DRAIN_SECONDS: '0', DOCS: 'off', ...environment };
  const app = await createApp(readConfig(settings));
  const proxy = await startTcpProxy(app.url);
  const clients: Client[] = [];

  return {
    app,
    proxy,
    join(playerId, options = {}) {
      const client = connect({ url: proxy.url, token: () => mintToken(app.url, playerId), ...options });
      clients.push(client);
      return client;
    },
    async track(playerId, eventType, properties = {}) {
      const { status, body } = await call(app.url, '/events', { body: { playerId, eventType, properties } });
      if (status !== 200) throw new Error(`not tracked: ${status} ${JSON.stringify(body)}`);
    },
    player: async (playerId) => (await call(app.url, `/players/${playerId}`)).body,
    async close() {
      for (const client of clients) client.close();
      await proxy.close();
      await app.close();
    },
  };
}
