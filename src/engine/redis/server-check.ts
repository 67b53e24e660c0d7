import { Cluster, type Redis } from 'ioredis';
import type { Log } from '../../observe.js';
import type { Client } from './client.js';

const OLDEST_MAJOR = 7;

/**
 * Refuses a Redis that lacks what the engine builds on, and warns of settings that lose data.
 * @throws Error when a server is too old
 */
export async function checkServer(client: Client, log: Pick<Log, 'warn'>): Promise<void> {
  const servers = client instanceof Cluster ? client.nodes('master') : [client];
  await Promise.all(servers.map((server) => checkOne(server, log)));
}

async function checkOne(server: Redis, log: Pick<Log, 'warn'>): Promise<void> {
  const version = /redis_version:(\S+)/.exec(await server.info('server'))?.[1] ?? 'unknown';
  if (!(Number.parseInt(version, 10) >= OLDEST_MAJOR)) {
    throw new Error(`Redis ${OLDEST_MAJOR} or newer is needed (sharded pub/sub), this one is ${version}`);
  }
  const policy = await setting(server, 'maxmemory-policy');
  if (policy !== undefined && policy !== 'noeviction') {
    log.warn(
      { policy },
      'Redis may evict keys: set maxmemory-policy to noeviction, or players lose their state',
    );
  }
  const [appendOnly, save] = [await setting(server, 'appendonly'), await setting(server, 'save')];
  if (appendOnly === 'no' && save === '') {
    log.warn('Redis persists nothing: set appendonly yes, or a restart of Redis loses everything');
  }
}

/** A setting, or undefined where the server does not tell (managed Redis often refuses CONFIG). */
async function setting(server: Redis, name: string): Promise<string | undefined> {
  try {
    // CONFIG GET answers with names and values in turn.
    const reply = (await server.config('GET', name)) as string[];
    return reply[1];
  } catch {
    return undefined;
  }
}
