import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { launch, waitForLine } from './launch.js';

export interface BenchRedis {
  readonly url: string;
  readonly pid: number;
  /** Empties it, so that every run starts alike. */
  clear(): Promise<void>;
  /** All keys it holds. */
  keys(): Promise<readonly string[]>;
  stop(): Promise<void>;
}

/** Starts a Redis without persistence on a free port of this machine. */
export async function startRedis(): Promise<BenchRedis> {
  const port = String(await findFreePort());
  const folder = await mkdtemp(join(tmpdir(), 'fanfare-bench-'));
  const server = launch({
    core: 'load',
    command: ['redis-server', '--port', port, '--bind', '127.0.0.1', '--save', '', '--dir', folder],
  });
  await waitForLine(server, /(Ready to accept connections)/);
  server.child.stdout?.resume();
  const url = `redis://127.0.0.1:${port}`;
  const client = new Redis(url);
  return {
    url,
    pid: server.pid,
    clear: async () => void (await client.flushall()),
    keys: () => scan(client),
    stop: async () => {
      client.disconnect();
      await server.stop();
      await rm(folder, { recursive: true });
    },
  };
}

async function scan(client: Redis): Promise<readonly string[]> {
  const found = new Set<string>();
  for await (const keys of client.scanStream({ count: 1000 })) for (const key of keys) found.add(key);
  return [...found];
}

function findFreePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const probe = createServer().once('error', reject);
    probe.listen(0, '127.0.0.1', () => {
      const address = probe.address();
      probe.close(() => resolve(typeof address === 'object' && address ? address.port : 0));
    });
  });
}
