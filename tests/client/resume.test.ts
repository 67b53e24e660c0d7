import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { connect } from '../../src/client/index.js';
import { eventually } from '../support/eventually.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { call, mintToken, write } from '../support/rest.js';
import { startTcpProxy } from '../support/tcp-proxy.js';
import { openStage, type Stage } from './stage.js';

const upTo = (last: number): number[] => Array.from({ length: last }, (_, index) => index + 1);

describe('after a lost connection a client', () => {
  let stage: Stage;
  beforeEach(async () => {
    stage = await openStage({ HISTORY_PLAYER: '20' });
  });
  afterEach(() => stage.close());

  it('gets what it missed, once and in order, and its state is right', async () => {
    const player = stage.join('ann').subscribe({ channel: 'player', playerId: 'ann' });
    const deltas: number[] = [];
    player.on('xp_updated', ({ delta }) => deltas.push(delta));
    await player.ready();

    stage.proxy.down(true);
    await eventually(() => expect(player.status).toBe('stale'));
    for (let round = 0; round < 3; round++) await stage.track('ann', 'match_won');
    stage.proxy.down(false);

    await eventually(() => expect(deltas).toEqual([25, 25, 25, 100]));
    expect(player.status).toBe('live');
    expect(player.state).toEqual(await stage.player('ann'));
  });

  it('takes a snapshot when too much was missed', async () => {
    const player = stage.join('ann').subscribe({ channel: 'player', playerId: 'ann' });
    let events = 0;
    player.on('xp_updated', () => events++);
    await player.ready();

    stage.proxy.down(true);
    for (let round = 0; round < 30; round++) await stage.track('ann', 'match_lost');
    stage.proxy.down(false);

    await eventually(() => expect(player.state?.xp).toBe(150));
    expect(events).toBe(0);
    expect(player.state).toEqual(await stage.player('ann'));
  });

  it('resumes 50 subscriptions with one command, inside the rate limit', async () => {
    const client = stage.join('ann', {
      token: () => mintToken(stage.app.url, 'ann', { grants: ['subscribe:*'] }),
    });
    const limited: unknown[] = [];
    client.on('rate_limited', (fields) => limited.push(fields));
    const ids = upTo(50).map((index) => `p${index}`);
    const all = ids.map((playerId) => client.subscribe({ channel: 'player', playerId }));
    await Promise.all(all.map((each) => each.ready()));

    stage.proxy.cut();
    await eventually(() => expect(all.every(({ status }) => status === 'stale')).toBe(true));
    for (const playerId of ids) await stage.track(playerId, 'match_won');

    await eventually(() => expect(all.map(({ state }) => state?.xp)).toEqual(ids.map(() => 25)));
    expect(limited).toEqual([]);
  });

  it('stays away while paused and catches up on resume', async () => {
    const client = stage.join('ann');
    const player = client.subscribe({ channel: 'player', playerId: 'ann' });
    await player.ready();

    client.pause();
    expect(player.status).toBe('stale');
    await stage.track('ann', 'match_won');
    expect(client.status).toBe('paused');
    client.resume();

    await eventually(() => expect(player.state?.xp).toBe(25));
  });
});

describe('when the node of a client is killed', () => {
  let redis: RedisServer;
  let nodes: NodeProcess[] = [];
  beforeEach(async () => {
    redis = await startRedis();
    nodes = await Promise.all([startNode({ REDIS_URL: redis.url }), startNode({ REDIS_URL: redis.url })]);
  });
  afterEach(async () => {
    await Promise.all(nodes.map((node) => node.kill()));
    await redis.remove();
  });

  it('the client moves to another and loses nothing', async () => {
    const [first = '', second = ''] = nodes.map(({ url }) => url);
    const proxy = await startTcpProxy(first);
    const client = connect({ url: proxy.url, token: () => mintToken(second, 'ann') });
    const xps: number[] = [];
    const player = client.subscribe({ channel: 'player', playerId: 'ann' });
    player.on('xp_updated', ({ xp }) => xps.push(xp));
    await player.ready();
    await call(second, '/players/ann', { method: 'PUT', body: {} });

    for (const round of upTo(60)) {
      if (round === 20) {
        proxy.target(second);
        await nodes[0]?.kill();
      }
      await write([second], '/players/ann/xp', { body: { amount: 1 }, key: `grant-${round}` });
    }

    await eventually(() => expect(xps).toEqual(upTo(60)), 10_000);
    expect(client.status).toBe('online');
    client.close();
    await proxy.close();
  });
});
