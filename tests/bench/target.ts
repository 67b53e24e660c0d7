import { fileURLToPath } from 'node:url';
import { readCpuMs, readResidentKb } from './cpu.js';
import { launch, waitForLine } from './launch.js';
import { secret, type TargetName } from './wire.js';

/** A running server of one kind. */
export interface Target {
  readonly name: TargetName;
  readonly url: string;
  cpuMs(): number;
  residentKb(): number;
  stop(): Promise<void>;
}

export interface Start {
  readonly name: TargetName;
  readonly redisUrl: string;
  /** Our server, built. */
  readonly ours: string;
  /** Folder for V8 CPU profiles of our server. */
  readonly profile?: string | undefined;
  /** Settings beside the usual ones. */
  readonly environment?: Readonly<Record<string, string>> | undefined;
}

const here = (path: string) => fileURLToPath(new URL(path, import.meta.url));

const usual = {
  NODE_ENV: 'production',
  HOST: '127.0.0.1',
  PORT: '0',
  LOG_LEVEL: 'warn',
  JWT_SECRET: secret,
  DEFINITIONS: here('./definitions.json'),
  PUBLIC_PROJECT: 'bench',
  ALLOWED_ORIGINS: '*',
  CONNECTS_PER_SECOND_PER_IP: '100000',
  COMMANDS_PER_SECOND: '1000',
};

/** Starts a server on the servers' core and waits until it listens. */
export async function startTarget({ name, redisUrl, ours, profile, environment }: Start): Promise<Target> {
  const program = name === 'ours' ? [ours] : ['--import', 'tsx', here('./peer.ts')];
  const profiling = profile ? ['--cpu-prof', '--cpu-prof-dir', profile] : [];
  const server = launch({
    core: 'servers',
    command: [process.execPath, ...profiling, ...program],
    environment: { ...usual, ...environment, REDIS_URL: redisUrl },
  });
  const url = await waitForLine(server, /listening on (http:\S+)/);
  server.child.stdout?.resume();
  return {
    name,
    url,
    cpuMs: () => readCpuMs(server.pid),
    residentKb: () => readResidentKb(server.pid),
    stop: server.stop,
  };
}
