import { openRedisEngine, type RedisEngine, type RedisEngineOptions } from '../../src/engine/redis/engine.js';

/** Opens an engine as the tests want it; warnings about servers without persistence are left out. */
export const openRedis = (url: string, options: Partial<RedisEngineOptions> = {}): Promise<RedisEngine> =>
  openRedisEngine({
    url,
    timeoutMs: 800,
    retention: () => ({ publications: 100, ttlMs: 60_000 }),
    log: { warn: () => {} },
    ...options,
  });
