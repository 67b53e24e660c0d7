import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Cluster } from 'ioredis';
import type { RedisEngine } from '../../src/engine/redis/engine.js';
import { says, words } from '../contracts/engine/stage.js';
import { engineContract } from '../contracts/engine.js';
import { eventually } from '../support/eventually.js';
import { type RedisCluster, startRedisCluster } from '../support/redis-cluster.js';
import { openRedis } from './open-redis.js';

let cluster: RedisCluster;

beforeAll(async () => {
  cluster = await startRedisCluster();
});

afterAll(() => cluster.remove());

engineContract('redis cluster', (retention) => openRedis(cluster.url, { retention }));

describe('a Redis engine on a cluster', () => {
  let engine: RedisEngine;

  afterEach(() => engine.close());

  it('spreads projects over the primaries and hears all of them, also after its connections were killed', async () => {
    engine = await openRedis(cluster.url);
    const heard: string[] = [];
    let interruptions = 0;
    engine.channels.onInterrupted(() => interruptions++);
    await Promise.all(
      words(12).map((project) => engine.channels.listen(project, 'chat:a', () => heard.push(project))),
    );
    const publishAll = () =>
      Promise.all(
        words(12).map((project) => engine.channels.commit({ project, changes: [says('chat:a', 'x')] })),
      );
    await publishAll();
    await eventually(() => new Set(heard).size === 12);
    const sizes = await Promise.all(cluster.servers.map((server) => server.command('DBSIZE')));
    expect(sizes.every((size) => Number(size) > 0)).toBe(true);

    const before = interruptions;
    for (const server of cluster.servers) await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await eventually(() => interruptions > before);

    await eventually(async () => {
      heard.length = 0;
      await publishAll();
      await eventually(() => new Set(heard).size === 12, 300);
    });
  });

  it('lends clients of the cluster', async () => {
    engine = await openRedis(cluster.url);

    const { pub, sub, cluster: isCluster } = engine.adapterClients();

    expect(isCluster).toBe(true);
    expect([pub, sub, engine.limiterClient()].every((client) => client instanceof Cluster)).toBe(true);
    const heard: string[] = [];
    sub.on('smessage', (_: string, message: string) => heard.push(message));
    await sub.ssubscribe('room');
    await pub.spublish('room', 'hello');
    await eventually(() => heard.length === 1);
  });
});
