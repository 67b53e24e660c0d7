import type { Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { openCore } from './app/core.js';
import { endInOrder } from './app/ending.js';
import { createFront } from './app/front.js';
import { createGame } from './app/game.js';
import { openDemo } from './app/open-demo.js';
import { isRedis } from './app/open-engine.js';
import type { Tokens } from './auth/tokens.js';
import type { Config } from './config.js';
import type { Engine } from './engine/engine.js';
import { createLobbyWatch } from './features/lobbies/watch.js';
import { consumeStreams } from './features/streams/consume.js';
import { createLog, createMetrics, type Log, type Observe } from './observe.js';
import { createRecentErrors } from './recent-errors.js';
import type { Sockets } from './transport/socket-io/sockets.js';

/** A running node. */
export interface App {
  readonly url: string;
  readonly engine: Engine['name'];
  readonly log: Log;
  readonly mintToken: Tokens['mint'];
  readonly sockets: Sockets;
  /**
   * Sends clients elsewhere, lets what runs finish, and gives everything back.
   * @param answersForMs - how long the port answers at least, so that balancers see the node go; 0 unless given
   */
  close(answersForMs?: number): Promise<void>;
}

/**
 * Starts a node and resolves once it serves.
 * @throws BadDefinitions; Error when Redis or the port cannot be had
 */
export async function createApp(config: Config): Promise<App> {
  const recentErrors = createRecentErrors();
  const observe: Observe = { log: createLog(config.LOG_LEVEL, recentErrors), metrics: createMetrics() };
  const core = await openCore(config, observe);
  const { engine, deps, tokens, revocations, publicProject } = core;

  const life = { isDraining: false };
  // Features act on sockets, and sockets serve features: they meet once both are there.
  const late: { sockets?: Sockets; url?: string } = {};
  const watch = createLobbyWatch(deps);
  const game = createGame({ deps, tokens, revocations, watch, sockets: () => late.sockets });
  const demo = openDemo(config, { log: observe.log, app: () => late });
  const front = createFront({ core, game, watch, demo, recentErrors, isDraining: () => life.isDraining });
  late.sockets = front.sockets;

  const consumer = isRedis(engine) ? consumeStreams(deps, engine.entrySource(), publicProject) : undefined;
  const url = await listen(front.server, config);
  late.url = url;
  observe.log.info({ url, engine: engine.name }, 'serving');
  return {
    url,
    engine: engine.name,
    log: observe.log,
    mintToken: tokens.mint,
    sockets: front.sockets,
    async close(answersForMs = 0) {
      if (life.isDraining) return;
      life.isDraining = true;
      await endInOrder({ core, front, watch, consumer, demo, answersForMs });
    },
  };
}

async function listen(server: Server, { HOST, PORT }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, HOST, resolve);
  });
  const { address, family, port } = server.address() as AddressInfo; // a TCP server's address is never a path
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}
