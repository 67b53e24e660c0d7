import type { Config } from '../config.js';
import type { Engine } from '../engine/engine.js';
import { openMemoryEngine } from '../engine/memory/engine.js';
import { openRedisEngine, type RedisEngine } from '../engine/redis/engine.js';
import type { RetentionOf } from '../engine/retention.js';
import type { FileProject } from '../features/definitions/file.js';
import type { Log } from '../observe.js';

/** Whether there is Redis behind an engine, and with it other nodes perhaps. */
export const isRedis = (engine: Engine): engine is RedisEngine => engine.name === 'redis';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;

/** Opens the engine the settings ask for. */
export function openEngine(
  config: Config,
  log: Log,
  files: readonly FileProject[],
): Promise<Engine> | Engine {
  const retention: RetentionOf = (kind) => {
    if (kind === 'player') return { publications: config.HISTORY_PLAYER, ttlMs: HOUR_MS };
    if (kind === 'lobby') return { publications: config.HISTORY_LOBBY, ttlMs: HOUR_MS };
    // Nobody follows internal channels: of those only the state matters.
    if (kind === 'system') return { publications: 1, ttlMs: MINUTE_MS };
    return { publications: config.HISTORY_DEFAULT, ttlMs: 24 * HOUR_MS };
  };
  if (config.REDIS_URL === undefined) {
    log.warn('no REDIS_URL: the embedded engine keeps nothing over a restart');
    return openMemoryEngine({ retention });
  }
  return openRedisEngine({
    url: config.REDIS_URL,
    retention,
    timeoutMs: config.STORE_TIMEOUT_MS,
    waitReplicas: config.REDIS_WAIT_REPLICAS,
    log,
    projects: () => files.map(({ definition }) => definition.id),
  });
}
