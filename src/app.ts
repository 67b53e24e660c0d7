import { randomUUID } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';
import { createAuthenticator } from './auth/create-authenticator.js';
import { createRevocations } from './auth/revocations.js';
import { createTokens, type Tokens } from './auth/tokens.js';
import { createAppend } from './commit/append.js';
import { createTransact } from './commit/transactor.js';
import type { Config } from './config.js';
import type { Engine } from './engine/engine.js';
import type { EntryConsumer } from './engine/entries.js';
import { type FileProject, loadDefinitions } from './features/definitions/file.js';
import { FollowedDefinitions } from './features/definitions/source.js';
import type { Deps } from './features/deps.js';
import { scorePlanner } from './features/leaderboards/rules.js';
import { createLobbyWatch, type LobbyWatch } from './features/lobbies/watch.js';
import { consumeStreams } from './features/streams/consume.js';
import { createGame, type Game } from './game.js';
import { createGateways } from './gateways/create-gateways.js';
import type { Gateway } from './gateways/gateway.js';
import { Hub } from './hub/hub.js';
import { createLog, createMetrics, type Log, type Observe } from './observe.js';
import { openDemo } from './open-demo.js';
import { isRedis, openEngine } from './open-engine.js';
import { createRecentErrors } from './recent-errors.js';
import { createClientAddress } from './transport/client-address.js';
import { createDocs } from './transport/docs/create-docs.js';
import { createHttp } from './transport/http/create-http.js';
import { createServerEnd } from './transport/http/server-end.js';
import { serverOptions } from './transport/http/server-options.js';
import { createLimits } from './transport/limits.js';
import { createNodeFacts } from './transport/node-facts.js';
import { createPages } from './transport/pages/create-pages.js';
import { createSockets, type Sockets } from './transport/socket-io/sockets.js';
import { EventStreams } from './transport/sse/event-streams.js';
import { Upgrades } from './transport/websocket/upgrades.js';

/** The port answers for at least this long after a node began to end, so that balancers see it go, ms. */
const LAST_ANSWERS_MS = 1_000;

/** A running node. */
export interface App {
  readonly url: string;
  readonly engine: Engine['name'];
  readonly log: Log;
  readonly mintToken: Tokens['mint'];
  readonly sockets: Sockets;
  /** Sends clients elsewhere, lets what runs finish, and gives everything back. */
  close(): Promise<void>;
}

/**
 * Starts a node and resolves once it serves.
 * @throws BadDefinitions; Error when Redis or the port cannot be had
 */
export async function createApp(config: Config): Promise<App> {
  const recentErrors = createRecentErrors();
  const observe: Observe = { log: createLog(config.LOG_LEVEL, recentErrors), metrics: createMetrics() };
  const files = await loadDefinitions(config);
  const engine = await openEngine(config, observe.log, files);
  const definitions = await FollowedDefinitions.open({
    channels: engine.channels,
    log: observe.log,
    projects: files,
  });

  const tokens = createTokens({ source: definitions, jwtSecret: config.JWT_SECRET, now: Date.now });
  const revocations = createRevocations(engine.marks);
  const authenticator = createAuthenticator({ source: definitions, tokens, revocations });
  const deps = createDeps({ config, observe, engine, definitions });
  const late: { sockets?: Sockets; url?: string } = {};
  const watch = createLobbyWatch(deps);
  const game = createGame({ deps, tokens, revocations, watch, sockets: () => late.sockets });
  const hub = openHub({ config, observe, engine, kinds: game.kinds });
  const limits = createLimits({
    config,
    observe,
    limiterClient: isRedis(engine) ? engine.limiterClient() : undefined,
  });

  const publicProject = config.PUBLIC_PROJECT ?? onlyProject(files);
  const clientAddress = createClientAddress(config.TRUST_PROXY);
  const life = { isDraining: false };
  const isDraining = () => life.isDraining;
  const notReady = () => (life.isDraining ? 'draining' : engine.isUp() ? undefined : 'store_unavailable');
  const demo = openDemo(config, { log: observe.log, app: () => late });
  const visits = { config, observe, limits, clientAddress, isDraining };
  const eventStreams = new EventStreams(visits);
  const { kinds } = game;
  const gateways = createGateways({ deps, hub, kinds, authenticator, eventStreams, publicProject });
  const pages = { playground: config.PLAYGROUND, operatorPage: config.OPERATOR_PAGE, demo };
  const server = createServer(
    serverOptions,
    createHttp({
      config,
      observe,
      features: game.features,
      authenticator,
      limits,
      health: { notReady },
      publicProject,
      others: [...gateways.handlers, ...(config.DOCS ? [createDocs(game)] : []), createPages(pages)],
    }),
  );
  const upgrades = new Upgrades({ ...visits, server, endpoints: gateways.endpoints });
  const plain = [upgrades, eventStreams];
  const sockets = createSockets({
    server,
    config,
    observe,
    engine,
    authenticator,
    limits,
    hub,
    kinds: game.kinds,
    features: game.features,
    clientAddress,
    adapter: isRedis(engine) ? engine.adapterClients() : undefined,
    isDraining,
    nodeFacts: createNodeFacts({ engine: engine.name, isReady: () => !notReady(), recentErrors }),
    onRevoked: (...revoked) => {
      for (const connections of plain) connections.disconnectRevoked(...revoked);
    },
    onPresence: (project, playerId, isOnline) =>
      isOnline ? watch.playerConnected(project, playerId) : watch.playerGone(project, playerId),
  });
  late.sockets = sockets;

  const consumer = isRedis(engine) ? consumeStreams(deps, engine.entrySource(), publicProject) : undefined;
  const url = await listen(server, config);
  late.url = url;
  observe.log.info({ url, engine: engine.name }, 'serving');
  return {
    url,
    engine: engine.name,
    log: observe.log,
    mintToken: tokens.mint,
    sockets,
    close: () => {
      demo?.simulator.close();
      return endInOrder({
        life,
        server,
        sockets,
        plain,
        gateways,
        consumer,
        watch,
        hub,
        definitions,
        engine,
      });
    },
  };
}

const onlyProject = (files: readonly FileProject[]): string | undefined =>
  files.length === 1 ? files[0]?.definition.id : undefined;

interface Base {
  readonly config: Config;
  readonly observe: Observe;
  readonly engine: Engine;
}

function createDeps({
  config,
  observe,
  engine,
  definitions,
}: Base & { definitions: FollowedDefinitions }): Deps {
  const { channels, presence, marks, ranks } = engine;
  const planScores = scorePlanner(config.LATE_EVENT_SECONDS * 1000);
  const parts = { channels, metrics: observe.metrics, onceTtlMs: config.IDEMPOTENCY_TTL_SECONDS * 1000 };
  const transact = createTransact({ ...parts, definitions });
  const append = createAppend(parts);
  const stores = { channels, presence, marks, ranks, definitions };
  return { ...stores, transact, append, planScores, newId: randomUUID, config, observe };
}

const openHub = ({ config, observe, engine, kinds }: Base & { kinds: Game['kinds'] }): Hub =>
  new Hub({
    channels: engine.channels,
    observe,
    views: Object.fromEntries(Object.entries(kinds).map(([kind, { readView }]) => [kind, readView])),
    idleCheckMs: config.IDLE_CHECK_SECONDS * 1000,
  });

async function listen(server: Server, { HOST, PORT }: Config): Promise<string> {
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(PORT, HOST, resolve);
  });
  const { address, family, port } = server.address() as AddressInfo; // a TCP server's address is never a path
  return `http://${family === 'IPv6' ? `[${address}]` : address}:${port}`;
}

interface Running {
  readonly life: { isDraining: boolean };
  readonly server: Server;
  readonly sockets: Sockets;
  readonly plain: readonly (Upgrades | EventStreams)[];
  readonly gateways: Gateway;
  readonly consumer: EntryConsumer | undefined;
  readonly watch: LobbyWatch;
  readonly hub: Hub;
  readonly definitions: FollowedDefinitions;
  readonly engine: Engine;
}

async function endInOrder({
  life,
  server,
  sockets,
  plain,
  gateways,
  consumer,
  watch,
  hub,
  definitions,
  engine,
}: Running): Promise<void> {
  if (life.isDraining) return;
  life.isDraining = true;
  const serverEnd = createServerEnd(server);
  serverEnd.drain();
  await Promise.all([
    consumer?.close(),
    sockets.drain(),
    ...plain.map((each) => each.drain()),
    delay(LAST_ANSWERS_MS),
  ]);
  const closed = serverEnd.close();
  gateways.close();
  for (const connections of plain) connections.close();
  await sockets.close();
  await closed;
  await watch.close();
  await hub.close();
  await definitions.close();
  await engine.close();
}
