import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import type { Follower, FollowerOptions } from '../support/follower.js';
import { type Nginx, startNginx } from '../support/nginx.js';
import { startNode } from '../support/node-process.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { call, mintToken } from '../support/rest.js';
import { grant, openStage, type Stage, upTo, xps } from './stage.js';

let redis: RedisServer;
let stage: Stage;
let nginx: Nginx | undefined;
let environment: Record<string, string>;

beforeAll(async () => {
  redis = await startRedis();
  environment = { REDIS_URL: redis.url, TRUST_PROXY: '1', FAILED_AUTH_PER_MINUTE_PER_IP: '5' };
  stage = await openStage(environment);
  nginx = await startNginx(stage.urls());
});
afterAll(async () => {
  await stage.close();
  await nginx?.close();
  await redis.remove();
});

const url = (): string => nginx?.url ?? '';

const wants: readonly Partial<FollowerOptions>[] = [
  { transports: ['websocket'] },
  { transports: ['websocket'] },
  { transports: ['websocket'] },
  { transports: ['polling'] },
  { transports: ['polling', 'websocket'] },
];

/** Clients through nginx, ten per player, of all transports. */
async function openCrowd(players: readonly string[]): Promise<Map<string, Follower[]>> {
  const crowd = new Map<string, Follower[]>();
  for (const playerId of players) {
    await call(url(), `/players/${playerId}`, { method: 'PUT', body: {} });
    const token = await mintToken(url(), playerId);
    const followers = upTo(10).map((n) => {
      const query = { client: `${playerId}-${n}` };
      return stage.followPlayer(playerId, {
        ...wants[n % wants.length],
        token,
        urls: [url()],
        query,
        retryMs: 250,
      });
    });
    crowd.set(playerId, await Promise.all(followers));
  }
  return crowd;
}

/** Ends a node in order and starts a new one at its address. */
async function restart(index: number): Promise<void> {
  const node = stage.nodes[index];
  if (!node) throw new Error('no such node');
  node.signal('SIGTERM');
  expect(await node.exited).toBe(0);
  stage.nodes[index] = await startNode({ ...environment, PORT: new URL(node.url).port });
}

const openConnections = async (nodeUrl: string): Promise<number> => {
  const text = await (await fetch(`${nodeUrl}/metrics`)).text();
  const counts = [...text.matchAll(/^fanfare_connections{.*} (\d+)/gm)];
  return counts.reduce((sum, [, count]) => sum + Number(count), 0);
};

describe('nginx in front of two nodes', () => {
  it('loses nothing of 200 clients while both nodes are replaced under load', async () => {
    const players = upTo(20).map((n) => `p-${n}`);
    const crowd = await openCrowd(players);
    const spread = await eventually(async () => {
      const counts = await Promise.all(stage.urls().map(openConnections));
      expect(counts.reduce((sum, count) => sum + count)).toBe(200);
      return counts;
    });
    let isOver = false;
    let granted = 0;
    const load = (async () => {
      while (!isOver) {
        granted += 1;
        await Promise.all(players.map((player) => grant([url()], player, granted)));
      }
    })();

    await eventually(() => granted > 3);
    await restart(0)
      .then(() => restart(1))
      .finally(() => {
        isOver = true;
      });
    await load;

    expect(Math.min(...spread)).toBeGreaterThan(60);
    for (const followers of crowd.values()) {
      for (const follower of followers) {
        await eventually(() => expect(xps(follower)).toEqual(upTo(granted)), 10_000);
        expect(follower.snapshots).toBe(0);
      }
    }
  });

  it('hides the metrics', async () => {
    const metrics = await fetch(`${url()}/metrics`);
    await metrics.text();

    expect(metrics.status).toBe(404);
  });

  it('tells the nodes who really asks, whatever the caller claims', async () => {
    const guess = (n: number) =>
      call(url(), '/players', { headers: { 'x-api-key': `guess-${n}`, 'x-forwarded-for': `10.0.0.${n}` } });

    const answers = [];
    for (const n of upTo(6)) answers.push(await guess(n));

    expect(answers.map(({ status }) => status)).toEqual([401, 401, 401, 401, 401, 429]);
  });
});
