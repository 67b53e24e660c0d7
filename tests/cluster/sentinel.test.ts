import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import type { Follower } from '../support/follower.js';
import { startWatchedRedis, type WatchedRedis } from '../support/redis-sentinel.js';
import { call } from '../support/rest.js';
import { finalXp, grant, openStage, type Stage, upTo, xps } from './stage.js';

/** A sentinel that was not run for two seconds, as on a busy machine, trusts nothing for 30. */
const FAILOVER_MS = 45_000;

let redis: WatchedRedis;
let stage: Stage | undefined;

afterEach(async () => {
  await stage?.close();
  await redis.remove();
});

const xpOf = async (playerId: string): Promise<number> =>
  (await call(stage?.urls()[0] ?? '', `/players/${playerId}`)).body.xp;

/** Sees that each follower has, by events and snapshots without a hole in between, what the store has. */
async function expectTruth(followers: ReadonlyMap<string, Follower>, xp: number): Promise<void> {
  for (const [playerId, follower] of followers) {
    // A node that has not found the new primary yet answers 503.
    await eventually(async () => expect(await xpOf(playerId)).toBe(xp));
    await eventually(() => expect(finalXp(follower)).toBe(xp));
  }
}

describe('two nodes behind a sentinel with REDIS_WAIT_REPLICAS=1', () => {
  const players = ['a', 'b', 'c', 'd'];
  const each = 60;

  beforeEach(async () => {
    redis = await startWatchedRedis(2);
    stage = await openStage({ REDIS_URL: redis.url, REDIS_WAIT_REPLICAS: '1' });
  });

  it('lose nothing they acknowledged when the primary dies under load', async () => {
    const { urls, followPlayer } = stage as Stage;
    const followers = new Map<string, Follower>();
    for (const [index, player] of players.entries())
      followers.set(player, await followPlayer(player, { urls: urls(index) }));

    const load = players.map(async (player, index) => {
      for (const n of upTo(each)) expect((await grant(urls(index), player, n)).status).toBe(200);
    });
    await eventually(() => xps(followers.get('a') as Follower).length > 15);
    await redis.primary.kill();
    await Promise.all(load);

    expect(await redis.primaryPort()).not.toBe(redis.primary.port);
    await expectTruth(followers, each);
    await call(urls()[0] ?? '', '/announcements', { body: { data: { text: 'still there?' } } });
    for (const { notices } of followers.values())
      await eventually(() => expect(notices).toContain('announcement'));
  });
});

describe('two nodes behind a sentinel that wait for no replica', () => {
  beforeEach(async () => {
    redis = await startWatchedRedis(1);
    stage = await openStage({ REDIS_URL: redis.url });
  });

  it('tell every client that saw what a failover lost, at once or on its return', async () => {
    const { nodes, urls, followPlayer } = stage as Stage;
    const [replica] = redis.replicas;
    const there = await followPlayer('a', { urls: urls(0).slice(0, 1) });
    const returning = await followPlayer('a', { urls: urls(1) });
    for (const n of upTo(5)) await grant(urls(n), 'a', n);
    await eventually(async () => {
      const states = await Promise.all(
        [redis.primary, replica].map((each) => each?.command('INFO', 'replication')),
      );
      const [sent, got] = states.map(
        (state) => /(?:master|slave)_repl_offset:(\d+)/.exec(String(state))?.[1],
      );
      expect(got).toBe(sent);
    });

    // From here on the replica gets nothing.
    replica?.pause();
    await redis.primary.command('CLIENT', 'KILL', 'TYPE', 'replica');
    for (const n of [6, 7, 8]) expect((await grant(urls(n), 'a', n)).status).toBe(200);
    for (const follower of [there, returning]) await eventually(() => xps(follower).at(-1) === 8);
    await redis.primary.kill();
    await nodes[1]?.kill();
    replica?.resume();

    for (const follower of [there, returning])
      await eventually(() => expect(follower.snapshots).toBeGreaterThan(0), FAILOVER_MS);
    await eventually(async () => expect(await xpOf('a')).toBe(5));
    for (const n of [9, 10]) await grant(urls(0), 'a', n);
    await expectTruth(new Map([['a', there]]), 7);
    await expectTruth(new Map([['a', returning]]), 7);
  }, 120_000);
});
