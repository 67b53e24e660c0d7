import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RawPublication } from '../../src/contract/publication.js';
import { lifeOf } from '../../src/engine/epoch.js';
import type { RedisEngine } from '../../src/engine/redis/engine.js';
import { positionsOf, says, wordsOf } from '../contracts/engine/stage.js';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { openRedis } from './open-redis.js';

const project = 'p';
let servers: RedisServer[];
let engine: RedisEngine;

beforeEach(async () => {
  const primary = await startRedis();
  const replica = await startRedis({ replicaof: primary });
  await eventually(async () =>
    /master_link_status:up/.test(String(await replica.command('INFO', 'replication'))),
  );
  const sentinel = await startRedis({ sentinelOf: primary });
  servers = [primary, replica, sentinel];
  const isKnown = async () =>
    String(await sentinel.command('SENTINEL', 'REPLICAS', 'main')).includes(String(replica.port));
  await eventually(isKnown, 15_000);
  engine = await openRedis(`redis+sentinel://127.0.0.1:${sentinel.port}/main`);
});

afterEach(async () => {
  await engine.close();
  await Promise.all(servers.map((server) => server.remove()));
});

async function publish(word: string) {
  const change = says('chat:a', word, { state: word });
  const [position] = positionsOf(await engine.channels.commit({ project, changes: [change] }));
  if (!position) throw new Error('no position');
  return position;
}

describe('a Redis engine behind sentinels', () => {
  it('goes on with the new primary, in new epochs, since its data may be older', async () => {
    const [primary, replica] = servers;
    const heard: RawPublication[] = [];
    await engine.channels.listen(project, 'chat:a', (raw) => heard.push(raw));
    const before = await publish('w1');
    await eventually(async () => Number(await replica?.command('DBSIZE')) > 0);

    await primary?.kill();
    const after = await eventually(() => publish('w2'), 20_000);

    expect(lifeOf(after.epoch)).not.toBe(lifeOf(before.epoch));
    expect(after.offset).toBe(2);
    expect((await engine.channels.history(project, 'chat:a', { after: before, limit: 9 })).reach).toBe(
      'lost',
    );
    await eventually(async () => {
      await publish('w3');
      return wordsOf(heard).includes('w3');
    });
  });
});
