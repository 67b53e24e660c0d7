import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.js';
import { call } from '../support/rest.js';
import { finalXp, grant, openStage, type Stage, upTo, xps } from './stage.js';

let redis: RedisCluster;
let stage: Stage;

beforeAll(async () => {
  redis = await startRedisCluster();
});
beforeEach(async () => {
  stage = await openStage({ REDIS_URL: redis.url });
});
afterEach(() => stage.close());
afterAll(() => redis.remove());

describe('two nodes over a Redis Cluster of three primaries', () => {
  it('deliver on one what was posted on the other, the whole game over one event', async () => {
    const [here = '', there = ''] = stage.urls();
    const follower = await stage.followPlayer('ann', { urls: [there] });

    const event = { playerId: 'ann', eventType: 'match_won', idempotencyKey: 'match-1' };
    const { body } = await call(here, '/events', { body: event });
    const again = await call(there, '/events', { body: event });

    expect(body).toMatchObject({ status: 'PROCESSED' });
    expect(again.body).toMatchObject({ status: 'SKIPPED', existingEventId: body.eventId });
    await eventually(() => expect(xps(follower)).toEqual([25]));
    expect(follower.events.map(({ name }) => name)).toEqual(
      expect.arrayContaining(['xp_updated', 'currency_updated', 'badge_earned', 'quest_progress']),
    );
    const { body: board } = await call(there, '/leaderboards/all-time-xp');
    expect(board.rankings).toMatchObject([{ rank: 1, playerId: 'ann', score: 25 }]);
  });

  it('lose, double and reorder nothing when one is killed under load', async () => {
    const follower = await stage.followPlayer('bob');
    const load = upTo(120);
    const posting = (async () => {
      for (const n of load) await grant(stage.urls(n % 2), 'bob', n);
    })();

    await eventually(() => xps(follower).length > 30);
    await stage.nodes[0]?.kill();
    await posting;

    await eventually(() => expect(xps(follower)).toEqual(load));
    expect(follower).toMatchObject({ connects: 2, snapshots: 0 });
    expect(finalXp(follower)).toBe(120);
  });

  it('carry announcements and revoked tokens to the clients of each other', async () => {
    const [here = '', there = ''] = stage.urls();
    const cid = await stage.followPlayer('cid', { urls: [there] });
    const dan = await stage.followPlayer('dan', { urls: [there] });

    await call(here, '/announcements', { body: { data: { text: 'hello' } } });
    for (const { notices } of [cid, dan]) await eventually(() => expect(notices).toContain('announcement'));
    await call(here, '/auth/revoke', { body: { playerId: 'cid' } });
    await eventually(async () => {
      const { body } = await call(here, '/presence?playerIds=cid,dan');
      expect(body.data).toMatchObject([{ online: false }, { online: true }]);
    });

    expect([cid.connects, dan.connects]).toEqual([1, 1]);
  });
});
