import { createServer, type Server } from 'node:http';
import type { LobbyWatch } from '../features/lobbies/watch.js';
import { createGateways } from '../gateways/create-gateways.js';
import type { Gateway } from '../gateways/gateway.js';
import { Hub } from '../hub/hub.js';
import type { RecentErrors } from '../recent-errors.js';
import { createClientAddress } from '../transport/client-address.js';
import { createDocs } from '../transport/docs/create-docs.js';
import { createHttp } from '../transport/http/create-http.js';
import { serverOptions } from '../transport/http/server-options.js';
import { createLimits } from '../transport/limits.js';
import { createNodeFacts } from '../transport/node-facts.js';
import { createPages } from '../transport/pages/create-pages.js';
import { createSockets, type Sockets } from '../transport/socket-io/sockets.js';
import { EventStreams } from '../transport/sse/event-streams.js';
import { Upgrades } from '../transport/websocket/upgrades.js';
import type { Core } from './core.js';
import type { Game } from './game.js';
import type { Demo } from './open-demo.js';
import { isRedis } from './open-engine.js';

export interface FrontParts {
  readonly core: Core;
  readonly game: Game;
  readonly watch: LobbyWatch;
  readonly demo: Demo | undefined;
  readonly recentErrors: RecentErrors;
  readonly isDraining: () => boolean;
}

/** How a node is reached: all on one port. */
export interface Front {
  readonly server: Server;
  readonly hub: Hub;
  readonly sockets: Sockets;
  /** Plain WebSockets and event streams. */
  readonly plain: readonly (Upgrades | EventStreams)[];
  readonly gateways: Gateway;
}

/** Builds everything that listens; the server does not yet. */
export function createFront(parts: FrontParts): Front {
  const { core, game, isDraining } = parts;
  const { config, observe, engine, deps, authenticator, publicProject } = core;
  const { kinds } = game;
  const hub = openHub(core, kinds);
  const limiterClient = isRedis(engine) ? engine.limiterClient() : undefined;
  const limits = createLimits({ config, observe, limiterClient });
  const clientAddress = createClientAddress(config.TRUST_PROXY);

  const visits = { config, observe, limits, clientAddress, isDraining };
  const eventStreams = new EventStreams(visits);
  const gateways = createGateways({ deps, hub, kinds, authenticator, eventStreams, publicProject });
  const notReady = () => (isDraining() ? 'draining' : engine.isUp() ? undefined : 'store_unavailable');
  observe.metrics.measure('ready', 'Whether this node may get traffic, as /readyz: 1 or 0', () =>
    notReady() ? 0 : 1,
  );
  const http = createHttp({
    ...{ config, observe, authenticator, limits, publicProject },
    features: game.features,
    health: { notReady },
    others: [...gateways.handlers, ...(config.DOCS ? [createDocs(game)] : []), pagesOf(parts)],
  });
  const server = createServer(serverOptions, http);
  const plain = [new Upgrades({ ...visits, server, endpoints: gateways.endpoints }), eventStreams];
  const sockets = createSockets({
    ...{ server, config, observe, engine, authenticator, limits, hub, kinds, clientAddress, isDraining },
    features: game.features,
    adapter: isRedis(engine) ? engine.adapterClients() : undefined,
    nodeFacts: factsOf(parts, () => !notReady()),
    onRevoked: (...revoked) => {
      for (const connections of plain) connections.disconnectRevoked(...revoked);
    },
    onPresence: (project, playerId, isOnline) =>
      isOnline ? parts.watch.playerConnected(project, playerId) : parts.watch.playerGone(project, playerId),
  });
  return { server, hub, sockets, plain, gateways };
}

function openHub({ config, observe, engine }: Core, kinds: Game['kinds']): Hub {
  const hub = new Hub({
    channels: engine.channels,
    observe,
    views: Object.fromEntries(Object.entries(kinds).map(([kind, { readView }]) => [kind, readView])),
    idleCheckMs: config.IDLE_CHECK_SECONDS * 1000,
  });
  observe.metrics.measure('feeds', 'Channels that somebody connected here follows', () => hub.size);
  return hub;
}

const pagesOf = ({ core: { config }, demo }: FrontParts) =>
  createPages({ playground: config.PLAYGROUND, operatorPage: config.OPERATOR_PAGE, demo });

const factsOf = ({ core: { engine, observe }, recentErrors }: FrontParts, isReady: () => boolean) =>
  createNodeFacts({ engine: engine.name, isReady, recentErrors, metrics: observe.metrics });
