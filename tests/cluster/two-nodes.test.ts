import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type Follower, follow } from '../support/follower.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { call, mintToken, write } from '../support/rest.js';

let redis: RedisServer;
let nodes: NodeProcess[] = [];
const followers: Follower[] = [];

const start = () => startNode({ REDIS_URL: redis.url });

beforeAll(async () => {
  redis = await startRedis({ appendonly: true });
  nodes = await Promise.all([start(), start()]);
});
afterEach(() => {
  for (const follower of followers.splice(0)) follower.close();
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  await redis.remove();
});

const urls = (): string[] => nodes.map(({ url }) => url);

async function followPlayer(playerId: string, order = urls()): Promise<Follower> {
  const token = await mintToken(order.at(-1) ?? '', playerId);
  await call(order.at(-1) ?? '', `/players/${playerId}`, { method: 'PUT', body: {} });
  const follower = await follow({ urls: order, token, subscription: { channel: 'player', playerId } });
  followers.push(follower);
  return follower;
}

const grant = (playerId: string, n: number, order = urls()) =>
  write(order, `/players/${playerId}/xp`, { body: { amount: 1 }, key: `${playerId}-grant-${n}` });

const xps = ({ events }: Follower): unknown[] =>
  events.filter(({ name }) => name === 'xp_updated').map(({ fields }) => fields.xp);

const upTo = (most: number): number[] => Array.from({ length: most }, (_, index) => index + 1);

/** Grants one point at a time, evenly over the players, while something happens in between. */
async function underLoad(
  players: readonly string[],
  each: number,
  incident: () => Promise<void>,
): Promise<void> {
  const load = players.map(async (player, index) => {
    const order = index % 2 === 0 ? urls() : urls().reverse();
    for (let n = 1; n <= each; n++) await grant(player, n, order);
  });
  await Promise.all([...load, incident()]);
}

describe('two nodes over one Redis', () => {
  it('deliver on one what was posted on the other', async () => {
    const follower = await followPlayer('p-1', [urls()[1] ?? '']);

    const { body } = await call(urls()[0] ?? '', '/events', {
      body: { playerId: 'p-1', eventType: 'match_won' },
    });

    const effects = body.effects.filter(({ type }: { type: string }) => type === 'grant_xp');
    await eventually(() => expect(xps(follower)).toHaveLength(1));
    expect(follower.events.find(({ name }) => name === 'xp_updated')?.fields.effectId).toBe(effects[0].id);
  });

  it('apply 100 concurrent posts of one idempotency key once', async () => {
    const post = (n: number) =>
      call(urls()[n % 2] ?? '', '/events', {
        body: { playerId: 'p-2', eventType: 'match_won', idempotencyKey: 'same' },
      });

    const answers = await Promise.all(upTo(100).map(post));

    expect(answers.filter(({ body }) => body.status === 'PROCESSED')).toHaveLength(1);
    expect(answers.filter(({ body }) => body.status === 'SKIPPED')).toHaveLength(99);
    expect((await call(urls()[0] ?? '', '/players/p-2')).body).toMatchObject({
      xp: 25,
      currencies: { coins: 10 },
    });
  });

  it('add up 500 concurrent grants to one player exactly, as 500 ordered events', async () => {
    const follower = await followPlayer('p-3');

    const answers = await Promise.all(
      upTo(500).map((n) => grant('p-3', n, [urls()[n % 2] ?? '', urls()[(n + 1) % 2] ?? ''])),
    );

    expect(answers.every(({ status }) => status === 200)).toBe(true);
    expect((await call(urls()[1] ?? '', '/players/p-3')).body.xp).toBe(500);
    await eventually(() => expect(xps(follower)).toEqual(upTo(500)));
  });

  it('lose, double and reorder nothing while pub/sub connections are killed again and again', async () => {
    const players = ['a1', 'a2', 'a3', 'a4'];
    const watching = await Promise.all(
      players.map((player, index) => followPlayer(player, [urls()[index % 2] ?? ''])),
    );

    await underLoad(players, 80, async () => {
      for (const step of [10, 25, 40, 55, 70]) {
        await eventually(
          () => xps(watching[0] as Follower).length > step || xps(watching[1] as Follower).length > step,
        );
        await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      }
    });

    for (const follower of watching) {
      await eventually(() => expect(xps(follower)).toEqual(upTo(80)), 10_000);
      expect(follower.connects).toBe(1);
      expect(follower.snapshots).toBe(0);
    }
  });

  it('answer 503 at once while Redis is away and go on without loss when it is back with its data', async () => {
    const players = ['b1', 'b2'];
    const watching = await Promise.all(players.map((player) => followPlayer(player)));

    await underLoad(players, 60, async () => {
      await eventually(() => xps(watching[0] as Follower).length > 15);
      await redis.stop();
      const before = Date.now();
      const refused = await call(urls()[0] ?? '', '/players/b1/xp', { body: { amount: 1000 } });
      expect(refused).toMatchObject({ status: 503, body: { error: { code: 'UNAVAILABLE' } } });
      expect(Date.now() - before).toBeLessThan(1000);
      await eventually(async () => expect((await fetch(`${urls()[0]}/readyz`)).status).toBe(503));
      expect((await fetch(`${urls()[0]}/healthz`)).status).toBe(200);
      await eventually(() => expect(watching[0]?.notices).toContain('degraded'));
      await redis.start();
    });

    for (const follower of watching) {
      await eventually(() => expect(xps(follower)).toEqual(upTo(60)), 10_000);
      expect(follower).toMatchObject({ connects: 1, snapshots: 0 });
      await eventually(() => expect(follower.notices).toContain('restored'));
    }
  });

  it('let a node go in order: clients move, nothing is lost, it ends with 0', async () => {
    const players = ['c1', 'c2'];
    const watching = await Promise.all(players.map((player) => followPlayer(player)));

    await underLoad(players, 60, async () => {
      await eventually(() => xps(watching[0] as Follower).length > 15);
      nodes[0]?.signal('SIGTERM');
      await eventually(async () => expect((await fetch(`${urls()[0]}/readyz`)).status).toBe(503));
      expect(await nodes[0]?.exited).toBe(0);
    });

    for (const follower of watching) {
      await eventually(() => expect(xps(follower)).toEqual(upTo(60)), 10_000);
      expect(follower.snapshots).toBe(0);
      expect(follower.notices).toContain('server_draining');
    }
  });

  it('lose, double and reorder nothing when a node is killed under load', async () => {
    nodes[0] = await start();
    const players = ['d1', 'd2', 'd3', 'd4'];
    const watching = await Promise.all(players.map((player) => followPlayer(player)));

    await underLoad(players, 80, async () => {
      await eventually(() => xps(watching[0] as Follower).length > 20);
      await nodes[0]?.kill();
    });

    for (const follower of watching) {
      await eventually(() => expect(xps(follower)).toEqual(upTo(80)), 10_000);
      expect(follower.snapshots).toBe(0);
      expect(follower.connects).toBeGreaterThan(1);
    }
  });
});
