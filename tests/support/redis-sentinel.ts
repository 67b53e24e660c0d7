import { eventually } from './eventually.js';
import { type RedisServer, startRedis } from './redis.js';

/** A primary with replicas and a sentinel that puts one of them in its place when it dies. */
export interface WatchedRedis {
  readonly url: string;
  readonly primary: RedisServer;
  readonly replicas: readonly RedisServer[];
  /** Port of the server that sentinel takes for the primary now. */
  primaryPort(): Promise<number>;
  remove(): Promise<void>;
}

/** Starts them and waits until the sentinel knows the replicas. */
export async function startWatchedRedis(replicaCount: number): Promise<WatchedRedis> {
  const primary = await startRedis();
  const replicas = await Promise.all(
    Array.from({ length: replicaCount }, () => startRedis({ replicaof: primary })),
  );
  for (const replica of replicas) {
    await eventually(async () =>
      /master_link_status:up/.test(String(await replica.command('INFO', 'replication'))),
    );
  }
  const sentinel = await startRedis({ sentinelOf: primary });
  await eventually(async () => {
    const known = String(await sentinel.command('SENTINEL', 'REPLICAS', 'main'));
    return replicas.every(({ port }) => known.includes(String(port)));
  }, 15_000);
  return {
    url: `redis+sentinel://127.0.0.1:${sentinel.port}/main`,
    primary,
    replicas,
    async primaryPort() {
      // The answer is host and port.
      const address = (await sentinel.command('SENTINEL', 'GET-MASTER-ADDR-BY-NAME', 'main')) as string[];
      return Number(address[1]);
    },
    remove: async () =>
      void (await Promise.all([sentinel, primary, ...replicas].map((server) => server.remove()))),
  };
}
