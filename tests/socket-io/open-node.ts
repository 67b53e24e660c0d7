import { createServer } from 'node:http';
import { afterAll } from '@jest/globals';
import { createAuthenticator } from '../../src/auth/create-authenticator.js';
import { createRevocations } from '../../src/auth/revocations.js';
import { createTokens } from '../../src/auth/tokens.js';
import { readConfig } from '../../src/config.js';
import type { ChannelName } from '../../src/contract/ids.js';
import type { PublicationBody } from '../../src/contract/publication.js';
import type { Engine } from '../../src/engine/engine.js';
import { openMemoryEngine } from '../../src/engine/memory/engine.js';
import { openRedisEngine } from '../../src/engine/redis/engine.js';
import { Hub } from '../../src/hub/hub.js';
import { createLog, createMetrics } from '../../src/observe.js';
import { createRecentErrors } from '../../src/recent-errors.js';
import { createClientAddress } from '../../src/transport/client-address.js';
import { createLimits } from '../../src/transport/limits.js';
import { createNodeFacts } from '../../src/transport/node-facts.js';
import type { AdapterClients } from '../../src/transport/socket-io/adapter.js';
import { createSockets, type SocketParts } from '../../src/transport/socket-io/sockets.js';
import { nodeSecret, Projects } from '../auth/projects.js';
import { createTestFeature } from './test-feature.js';
import { createTestKinds } from './test-kinds.js';

export interface NodeOptions {
  readonly environment?: Readonly<Record<string, string>>;
  /** Absent: the memory engine. */
  readonly redisUrl?: string;
  /** Whether the nodes' Socket.IO servers are connected; by default when there is Redis. */
  readonly hasAdapter?: boolean;
  /** Changes the parts before the node is made of them. */
  readonly change?: (parts: SocketParts) => SocketParts;
}

export type TestNode = Awaited<ReturnType<typeof openNode>>;

export const project = 'open';

/** What a failed test left open. */
const left = new Set<() => Promise<void>>();
afterAll(async () => {
  for (const close of left) await close();
});

/** A node with its Socket.IO side only, on a free port. */
export async function openNode(options: NodeOptions = {}) {
  const config = readConfig({ JWT_SECRET: nodeSecret, DRAIN_SECONDS: '0', ...options.environment });
  const observe = { log: createLog('silent'), metrics: createMetrics() };
  const { engine, adapter } = await openEngine(options);
  const tokens = createTokens({ source: new Projects(), jwtSecret: config.JWT_SECRET, now: Date.now });
  const revocations = createRevocations(engine.marks);
  const { kinds, members } = createTestKinds(engine.channels);
  const views = Object.fromEntries(Object.entries(kinds).map(([kind, { readView }]) => [kind, readView]));
  const hub = new Hub({ channels: engine.channels, observe, views, idleCheckMs: 30_000 });
  const server = createServer((_, response) => response.writeHead(404).end());
  const state = { isDraining: false };
  const parts: SocketParts = {
    server,
    config,
    observe,
    engine,
    hub,
    kinds,
    features: [createTestFeature()],
    authenticator: createAuthenticator({ source: new Projects(), tokens, revocations }),
    limits: createLimits({ config, observe }),
    clientAddress: createClientAddress(config.TRUST_PROXY),
    adapter,
    isDraining: () => state.isDraining,
    nodeFacts: createNodeFacts({
      engine: engine.name,
      isReady: () => true,
      recentErrors: createRecentErrors(),
      metrics: observe.metrics,
    }),
  };
  const sockets = createSockets(options.change?.(parts) ?? parts);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const close = async (): Promise<void> => {
    if (!left.delete(close)) return;
    await sockets.close();
    await hub.close();
    await engine.close();
    server.closeAllConnections();
    await new Promise((resolve) => server.close(resolve));
  };
  left.add(close);

  return {
    url: `http://127.0.0.1:${port}`,
    port,
    engine,
    sockets,
    members,
    metrics: observe.metrics,
    state,
    token: (playerId: string, more: { grants?: string[]; ttlSeconds?: number } = {}): string =>
      tokens.mint({ project, playerId, ttlSeconds: 900, ...more }).token,
    revoke: async (target: { playerId: string } | { tokenId: string }): Promise<void> => {
      const at = Date.now();
      await revocations.revoke(project, target, at);
      sockets.disconnectRevoked(project, { ...target, at });
    },
    /** Commits one publication; each event is a name and its fields. */
    publish: (
      channel: ChannelName,
      events: readonly [string, object][],
      more: Partial<PublicationBody> = {},
    ) =>
      engine.channels.commit({
        project,
        changes: [
          {
            channel,
            publication: {
              at: Date.now(),
              events: events.map(([name, fields]) => ({ name, json: JSON.stringify(fields) })),
              ...more,
            },
          },
        ],
      }),
    close,
  };
}

async function openEngine({
  redisUrl,
  hasAdapter = redisUrl !== undefined,
}: NodeOptions): Promise<{ engine: Engine; adapter?: AdapterClients | undefined }> {
  const retention = () => ({ publications: 1_000, ttlMs: 60_000 });
  if (redisUrl === undefined) return { engine: openMemoryEngine({ retention }) };
  const log = createLog('silent');
  const engine = await openRedisEngine({ url: redisUrl, retention, timeoutMs: 800, log });
  return { engine, adapter: hasAdapter ? engine.adapterClients() : undefined };
}
