import { createAppend } from '../../src/commit/append.js';
import { createTransact } from '../../src/commit/transactor.js';
import { readConfig } from '../../src/config.js';
import type { Caller } from '../../src/contract/caller.js';
import type { Feature } from '../../src/contract/operation.js';
import { decodeBody, type StoredEvent } from '../../src/contract/publication.js';
import type { Engine } from '../../src/engine/engine.js';
import { openMemoryEngine } from '../../src/engine/memory/engine.js';
import { closesRestricted } from '../../src/features/admin/closing.js';
import { readProjects } from '../../src/features/definitions/file.js';
import { FollowedDefinitions } from '../../src/features/definitions/source.js';
import type { Deps } from '../../src/features/deps.js';
import { scorePlanner } from '../../src/features/leaderboards/rules.js';
import { createLog, createMetrics } from '../../src/observe.js';

/** Services on a memory engine, without any transport. */
export interface Stage {
  readonly deps: Deps;
  readonly definitions: FollowedDefinitions;
  /** Server time of the next calls, Unix ms. */
  at: number;
  /** Calls a handler the way a transport does: through the input schema. */
  call(feature: Feature, name: string, input: object, as?: Call): Promise<Answer>;
  /** Every event published to a player so far, oldest first. */
  eventsOf(playerId: string): Promise<StoredEvent[]>;
  close(): Promise<void>;
}

export interface Call {
  readonly caller?: Caller;
  readonly idempotencyKey?: string;
}

/** Handlers answer plain JSON; tests look where they expect something. */
// biome-ignore lint/suspicious/noExplicitAny: an answer is compared with what is expected, field by field
export type Answer = any;

export const server: Caller = { kind: 'key', project: 'game', keyId: 'k', scopes: ['*'] };

export const player = (playerId: string, grants: readonly string[] = []): Caller => ({
  kind: 'player',
  project: 'game',
  playerId,
  grants,
  tokenId: 't',
  issuedAt: 0,
  expiresAt: Number.MAX_SAFE_INTEGER,
});

/** A definitions file with one project `game`. */
export const fileOf = (definitions: object) => ({ projects: [{ id: 'game', name: 'Game', ...definitions }] });

export const START = Date.UTC(2025, 10, 18, 12);

export async function openStage(definitions: object = {}, engine: Engine = memory()): Promise<Stage> {
  const observe = { log: createLog('silent'), metrics: createMetrics() };
  const { channels, presence, marks, ranks } = engine;
  const projects = readProjects(fileOf(definitions), 'test');
  const config = readConfig({ NODE_ENV: 'test' });
  const closing = closesRestricted(config);
  const source = await FollowedDefinitions.open({ channels, log: observe.log, projects, closing });
  const commits = { channels, metrics: observe.metrics, onceTtlMs: 60_000 };
  const transact = createTransact({ ...commits, definitions: source });
  const append = createAppend(commits);
  let ids = 0;
  const newId = () => `id-${++ids}`;
  const planScores = scorePlanner(config.LATE_EVENT_SECONDS * 1000);
  const parts = { channels, presence, marks, ranks, definitions: source, transact, append };
  const deps: Deps = { ...parts, planScores, newId, config, observe };

  const stage: Stage = {
    deps,
    definitions: source,
    at: START,
    async call({ operations, handlers }, name, input, { caller = server, idempotencyKey } = {}) {
      const operation = operations[name];
      const handler = handlers[name];
      if (!operation || !handler) throw new Error(`no operation ${name}`);
      const context = {
        caller,
        at: stage.at,
        requestId: 'r',
        ...(idempotencyKey ? { idempotencyKey } : {}),
      };
      return handler(operation.input.parse(input), context as Parameters<typeof handler>[1]); // the tests choose a fitting caller
    },
    async eventsOf(playerId) {
      const publications = await channels.historyBefore('game', `player:${playerId}`, { limit: 1000 });
      return publications.toReversed().flatMap(({ text }) => [...decodeBody(text).events]);
    },
    async close() {
      await source.close();
      await engine.close();
    },
  };
  return stage;
}

export const memory = (): Engine =>
  openMemoryEngine({ retention: () => ({ publications: 100, ttlMs: 3_600_000 }) });
