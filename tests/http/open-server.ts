import { createServer, type ServerOptions as NodeOptions } from 'node:http';
import type { RequestHandler } from 'express';
import { createAuthenticator } from '../../src/auth/create-authenticator.js';
import { createRevocations } from '../../src/auth/revocations.js';
import { createTokens, type Tokens } from '../../src/auth/tokens.js';
import { createAppend } from '../../src/commit/append.js';
import { readConfig } from '../../src/config.js';
import { type Feature, feature } from '../../src/contract/operation.js';
import { openMemoryEngine } from '../../src/engine/memory/engine.js';
import { authOperations } from '../../src/features/auth/contract.js';
import { authHandlers, type Disconnect } from '../../src/features/auth/service.js';
import { createLog, createMetrics } from '../../src/observe.js';
import { createHttp } from '../../src/transport/http/create-http.js';
import type { NotReady } from '../../src/transport/http/probes.js';
import { serverOptions } from '../../src/transport/http/server-options.js';
import { createLimits } from '../../src/transport/limits.js';
import { nodeSecret, Projects } from '../auth/projects.js';
import { openExample } from './example-feature.js';

export interface ServerOptions {
  readonly environment?: Readonly<Record<string, string>>;
  readonly others?: readonly RequestHandler[];
  readonly publicProject?: string;
  readonly notReady?: () => NotReady | undefined;
  readonly disconnect?: Disconnect;
  readonly server?: NodeOptions;
}

export interface OpenServer {
  readonly url: string;
  readonly port: number;
  readonly tokens: Tokens;
  readonly features: readonly Feature[];
  close(): Promise<void>;
  /** Calls the API with the key that may do everything; a `body` is sent as JSON. */
  call(
    method: string,
    path: string,
    body?: unknown,
    headers?: Readonly<Record<string, string>>,
  ): Promise<Answer>;
}

export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  // Tests look into answers of any shape.
  readonly body: Record<string, never>;
}

/** Serves the example feature and the real `auth` feature on a free port. */
export async function openServer(options: ServerOptions = {}): Promise<OpenServer> {
  const config = readConfig({ JWT_SECRET: nodeSecret, ...options.environment });
  const observe = { log: createLog('silent'), metrics: createMetrics() };
  const engine = openMemoryEngine({ retention: () => ({ publications: 1, ttlMs: 1 }) });
  const source = new Projects();
  const tokens = createTokens({ source, jwtSecret: config.JWT_SECRET, now: Date.now });
  const revocations = createRevocations(engine.marks);
  const disconnect = options.disconnect ?? (() => undefined);
  const { channels } = engine;
  const append = createAppend({ channels, metrics: observe.metrics, onceTtlMs: 60_000 });
  const features = [
    openExample(),
    feature(authOperations, authHandlers({ tokens, revocations, disconnect, channels, append })),
  ];
  const app = createHttp({
    config,
    observe,
    features,
    authenticator: createAuthenticator({ source, tokens, revocations }),
    limits: createLimits({ config, observe }),
    health: { notReady: options.notReady ?? (() => undefined) },
    publicProject: options.publicProject,
    others: options.others,
  });

  const server = createServer({ ...serverOptions, ...options.server }, app);
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  const port = typeof address === 'object' && address ? address.port : 0;

  const url = `http://127.0.0.1:${port}`;
  return {
    url,
    port,
    tokens,
    features,
    async close() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
      await engine.close();
    },
    async call(method, path, body, headers) {
      const response = await fetch(`${url}/api/v1${path}`, {
        method,
        headers: { 'X-API-Key': 'ff_open_all', ...(body !== undefined && json), ...headers },
        ...(body !== undefined && { body: JSON.stringify(body) }),
      });
      const text = await response.text();
      return {
        status: response.status,
        headers: response.headers,
        body: text === '' ? {} : JSON.parse(text),
      };
    },
  };
}

const json = { 'Content-Type': 'application/json' };
