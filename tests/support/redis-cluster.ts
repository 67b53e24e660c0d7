import { eventually } from './eventually.js';
import { type RedisServer, startRedis } from './redis.js';

export interface RedisCluster {
  readonly url: string;
  readonly servers: readonly RedisServer[];
  remove(): Promise<void>;
}

const SLOTS = 16_384;

/** Three primaries that share the slots evenly. */
export async function startRedisCluster(): Promise<RedisCluster> {
  const servers = await Promise.all([0, 1, 2].map(() => startRedis({ cluster: true })));
  const [first] = servers;
  await Promise.all(
    servers.map(async (server, index) => {
      const edge = (at: number) => Math.floor((at * SLOTS) / servers.length);
      await server.command('CLUSTER', 'ADDSLOTSRANGE', edge(index), edge(index + 1) - 1);
      await server.command('CLUSTER', 'SET-CONFIG-EPOCH', index + 1);
    }),
  );
  for (const server of servers.slice(1)) {
    await server.command('CLUSTER', 'MEET', '127.0.0.1', first?.port ?? 0, first?.busPort ?? 0);
  }
  await eventually(async () => {
    const states = await Promise.all(servers.map((server) => server.command('CLUSTER', 'INFO')));
    return states.every((state) => /cluster_state:ok.*cluster_known_nodes:3/s.test(String(state)));
  }, 15_000);
  return {
    url: `redis+cluster://${servers.map(({ port }) => `127.0.0.1:${port}`).join(',')}`,
    servers,
    remove: async () => void (await Promise.all(servers.map((server) => server.remove()))),
  };
}
