import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { Redis } from 'ioredis';
import { eventually } from './eventually.js';
import { findFreePort } from './free-port.js';
import { findRedisServer } from './redis-executable.js';

export interface RedisServerOptions {
  /** Keeps every write over a restart; off by default. */
  readonly appendonly?: boolean;
  readonly replicaof?: { readonly port: number };
  readonly cluster?: boolean;
  /** Makes it a sentinel that watches this primary under the name `main`. */
  readonly sentinelOf?: { readonly port: number };
}

/** A real redis-server in a process of its own, on a port nobody else has. */
export interface RedisServer {
  readonly url: string;
  readonly port: number;
  /** Port of the cluster's own traffic, where it is one. */
  readonly busPort: number;
  /** Where its files are. */
  readonly folder: string;
  /** Runs one command over a connection of its own. */
  command(name: string, ...args: (string | number)[]): Promise<unknown>;
  /** Starts it again on the same port with the files it has. */
  start(): Promise<void>;
  /** Ends it in order; it keeps its files. Harmless when it is not running. */
  stop(): Promise<void>;
  /** Ends it at once, as a crash does. */
  kill(): Promise<void>;
  /** Makes it stop answering, connections staying open. */
  pause(): void;
  resume(): void;
  /** Ends it and deletes its files. */
  remove(): Promise<void>;
}

export async function startRedis(options: RedisServerOptions = {}): Promise<RedisServer> {
  const executable = findRedisServer();
  const [port, busPort] = [await findFreePort(), await findFreePort()];
  const folder = await mkdtemp(join(tmpdir(), 'fanfare-redis-'));
  const argv = options.sentinelOf
    ? await sentinelArguments(options.sentinelOf.port, { port, folder })
    : serverArguments({ ...options, port, busPort, folder });
  let child: ChildProcess | undefined;

  const start = async () => {
    child = spawn(executable, argv, { stdio: 'ignore' });
    await eventually(async () => (await runCommand(port, 'PING')) === 'PONG');
  };
  const end = async (signal: NodeJS.Signals) => {
    const ending = child;
    child = undefined;
    if (!ending || ending.exitCode !== null) return;
    const exited = once(ending, 'exit');
    ending.kill('SIGCONT');
    ending.kill(signal);
    await exited;
  };
  await start();
  return {
    url: `redis://127.0.0.1:${port}`,
    port,
    busPort,
    folder,
    command: (name, ...args) => runCommand(port, name, ...args),
    start,
    stop: () => end('SIGTERM'),
    kill: () => end('SIGKILL'),
    pause: () => void child?.kill('SIGSTOP'),
    resume: () => void child?.kill('SIGCONT'),
    remove: async () => {
      await end('SIGKILL');
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function serverArguments(
  options: RedisServerOptions & { readonly port: number; readonly busPort: number; readonly folder: string },
): string[] {
  const { port, busPort, folder, appendonly = false, replicaof, cluster = false } = options;
  const settings: Record<string, readonly (string | number)[]> = {
    port: [port],
    bind: ['127.0.0.1'],
    dir: [folder],
    save: [''],
    appendonly: [appendonly ? 'yes' : 'no'],
    appendfsync: ['always'],
    'repl-diskless-sync-delay': [0],
    ...(replicaof ? { replicaof: ['127.0.0.1', replicaof.port] } : {}),
    ...(cluster
      ? { 'cluster-enabled': ['yes'], 'cluster-port': [busPort], 'cluster-node-timeout': [2000] }
      : {}),
  };
  return Object.entries(settings).flatMap(([name, values]) => [`--${name}`, ...values.map(String)]);
}

/** A sentinel writes what it learns into its configuration, so it needs a file. */
async function sentinelArguments(
  primaryPort: number,
  { port, folder }: { readonly port: number; readonly folder: string },
): Promise<string[]> {
  const file = join(folder, 'sentinel.conf');
  const lines = [
    `port ${port}`,
    'bind 127.0.0.1',
    `dir ${folder}`,
    `sentinel monitor main 127.0.0.1 ${primaryPort} 1`,
    'sentinel down-after-milliseconds main 500',
    'sentinel failover-timeout main 2000',
  ];
  await writeFile(file, `${lines.join('\n')}\n`);
  return [file, '--sentinel'];
}

async function runCommand(port: number, name: string, ...args: (string | number)[]): Promise<unknown> {
  const client = new Redis({ port, host: '127.0.0.1', lazyConnect: true, retryStrategy: () => null });
  client.on('error', () => {});
  try {
    await client.connect();
    return await client.call(name, ...args);
  } finally {
    // One that never connected has ended by itself.
    if (client.status !== 'end') client.disconnect();
  }
}
