import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import type { KeyCaller } from '../../src/contract/caller.js';
import { openRedisEngine, type RedisEngine } from '../../src/engine/redis/engine.js';
import { createLog, createMetrics } from '../../src/observe.js';
import { createLimits, type Limits } from '../../src/transport/limits.js';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';

const caller = (keyId: string): KeyCaller => ({
  kind: 'key',
  project: 'open',
  keyId,
  scopes: ['*'],
  requestsPerMinute: 4,
});
const log = createLog('silent');

describe('rate limits over Redis', () => {
  let redis: RedisServer;
  const engines: RedisEngine[] = [];
  const nodes: Limits[] = [];

  beforeAll(async () => {
    redis = await startRedis();
    for (let node = 0; node < 2; node += 1) {
      const engine = await openRedisEngine({
        url: redis.url,
        retention: () => ({ publications: 1, ttlMs: 1000 }),
        timeoutMs: 500,
        log,
      });
      engines.push(engine);
      nodes.push(
        createLimits({
          config: readConfig({}),
          observe: { log, metrics: createMetrics() },
          limiterClient: engine.limiterClient(),
        }),
      );
    }
  });
  afterAll(async () => {
    await Promise.all(engines.map((engine) => engine.close()));
    await redis.remove();
  });

  const countOn = async (node: number, keyId: string): Promise<number | undefined> =>
    (await nodes[node]?.countCall(caller(keyId)))?.remaining;

  it('are shared by the nodes', async () => {
    // The clients connect in the background; until then each node counts for itself.
    await eventually(async () => {
      const probe = `probe-${Math.random()}`;
      return (await countOn(0, probe)) === 3 && (await countOn(1, probe)) === 2;
    });

    const left = [];
    for (const node of [0, 1, 0, 1]) left.push(await countOn(node, 'shared'));

    expect(left).toEqual([3, 2, 1, 0]);
    await expect(countOn(0, 'shared')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(countOn(1, 'shared')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
  });

  it('are kept by each node for itself while Redis is away, and never refuse for that', async () => {
    await redis.stop();

    const left = [];
    for (let call = 0; call < 4; call += 1) left.push(await countOn(0, 'alone'));

    expect(left).toEqual([3, 2, 1, 0]);
    await expect(countOn(0, 'alone')).rejects.toMatchObject({ code: 'RATE_LIMITED' });
    await expect(countOn(1, 'alone')).resolves.toBe(3);
  });
});
