import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { type App, createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config.js';
import { type Client, connect } from '../../socket-io/client.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type Answer, call } from '../../support/rest.js';

/** Boards of the project that tests of leaderboards play on. */
const leaderboards = [
  { id: 'sum', name: 'Sum', topN: 3 },
  { id: 'asc', name: 'Ascending', order: 'asc', aggregate: 'last', ties: 'shared' },
  { id: 'best', name: 'Best', aggregate: 'best', size: 3, minScore: 10 },
  {
    id: 'daily',
    name: 'Daily',
    window: 'daily',
    source: { eventType: 'played', points: { var: 'properties.score' } },
  },
  { id: 'hourly', name: 'Hourly', window: 'hourly' },
  { id: 'region', name: 'Region', segment: 'player.metadata.region', source: { metric: 'xp' } },
  { id: 'idle', name: 'Idle', status: 'inactive' },
  {
    id: 'past',
    name: 'Past',
    window: 'custom',
    startsAt: '2025-01-01T00:00:00Z',
    endsAt: '2025-02-01T00:00:00Z',
  },
];
const rules = [
  {
    id: 'score',
    eventType: 'scored',
    effects: [
      { type: 'submit_score', leaderboardId: 'sum', score: { var: 'properties.score' } },
      { type: 'submit_score', leaderboardId: 'idle', score: 1 },
    ],
  },
];
const key = 'test-key-0123456789';
const definitions = {
  projects: [
    {
      id: 'game',
      name: 'Game',
      hmacSecret: 'board-secret',
      apiKeys: [{ key, name: 'k' }],
      leaderboards,
      rules,
    },
  ],
};

/** Nodes of a project with leaderboards of every sort. */
export interface Nodes {
  readonly apps: readonly App[];
  /** Undefined with the memory engine. */
  readonly redisUrl: string | undefined;
  url(node?: number): string;
  rest(route: string, body?: unknown, options?: { method?: string; node?: number }): Promise<Answer>;
  /** Counts a score and returns its rank. */
  score(board: string, playerId: string, score: number, more?: object): Promise<Answer>;
  connect(playerId: string, options?: { node?: number; namespace?: string }): Promise<Client>;
  /** Closes the clients of one test. */
  leave(): void;
  close(): Promise<void>;
}

/** @param count - how many share a Redis; 0 is one node with the memory engine */
export async function startNodes(
  count: number,
  settings: Readonly<Record<string, string>> = {},
): Promise<Nodes> {
  const folder = await mkdtemp(path.join(tmpdir(), 'fanfare-boards-'));
  const file = path.join(folder, 'definitions.json');
  await writeFile(file, JSON.stringify(definitions));
  const redis: RedisServer | undefined = count > 0 ? await startRedis() : undefined;
  const config = readConfig({
    PORT: '0',
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    DEFINITIONS: file,
    DRAIN_SECONDS: '0',
    DOCS: 'off',
    COMMANDS_PER_SECOND: '1000',
    JWT_SECRET: 'only-for-tests-0123456789-0123456789',
    ...(redis ? { REDIS_URL: redis.url } : {}),
    ...settings,
  });
  const apps = await Promise.all(Array.from({ length: Math.max(1, count) }, () => createApp(config)));
  const clients: Client[] = [];
  const leave = () => {
    for (const client of clients.splice(0)) client.close();
  };
  const headers = { 'x-api-key': key };
  const url = (node = 0) => apps[node]?.url ?? '';
  const rest: Nodes['rest'] = (route, body, { method, node } = {}) =>
    call(url(node), route, { body, headers, ...(method ? { method } : {}) });

  return {
    apps,
    redisUrl: redis?.url,
    url,
    rest,
    score: (board, playerId, score, more = {}) =>
      rest(
        `/leaderboards/${board}/scores`,
        { playerId, score, ...more },
        { node: clients.length % apps.length },
      ),
    async connect(playerId, { node, namespace } = {}) {
      const { body } = await rest('/auth/socket-token', { playerId });
      const client = await connect(url(node), { token: body.token, ...(namespace ? { namespace } : {}) });
      clients.push(client);
      return client;
    },
    leave,
    async close() {
      leave();
      await Promise.all(apps.map((app) => app.close()));
      await redis?.remove();
      await rm(folder, { recursive: true });
    },
  };
}
