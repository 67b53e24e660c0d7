import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { availableParallelism } from 'node:os';

/** Servers share one core, so that their CPU figures compare; everything that loads them has the other. */
export type Core = 'servers' | 'load';

export interface Program {
  readonly core: Core;
  readonly command: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Opens a message channel to a node program. */
  readonly messages?: boolean;
}

export interface Launched {
  readonly pid: number;
  readonly child: ChildProcess;
  /** Asks it to end and waits; kills it after 12 s. */
  stop(): Promise<void>;
}

const canPin = availableParallelism() > 1 && spawnSync('taskset', ['--version']).status === 0;
// Raises the limit of open files as far as the system allows: thousands of sockets are opened on either side.
const raiseLimit = 'ulimit -n 65536 2>/dev/null || ulimit -n $(ulimit -Hn); exec "$@"';

// Whatever way the bench ends, nothing it started goes on.
const running = new Set<ChildProcess>();
process.once('exit', () => {
  for (const child of running) child.kill('SIGKILL');
});

/** Starts a program pinned to its core. Its errors go to our stderr; its stdout is for the caller. */
export function launch({ core, command, environment, messages }: Program): Launched {
  const pin = canPin ? ['taskset', '-c', core === 'servers' ? '0' : '1'] : [];
  const [first = 'sh', ...rest] = [...pin, 'sh', '-c', raiseLimit, 'sh', ...command];
  const child = spawn(first, rest, {
    env: { ...process.env, ...environment },
    stdio: messages ? ['ignore', 'inherit', 'inherit', 'ipc'] : ['ignore', 'pipe', 'inherit'],
  });
  if (child.pid === undefined) throw new Error(`Cannot start ${command.join(' ')}`);
  running.add(child);
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => {
      running.delete(child);
      resolve();
    });
  });
  return { pid: child.pid, child, stop: () => stop(child, ended) };
}

/** Waits until the program has printed a line that matches, and returns what the pattern's group caught. */
export function waitForLine({ child }: Launched, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    const fail = (reason: string) => reject(new Error(`${reason} before printing ${pattern}: ${text}`));
    const deadline = setTimeout(() => fail('20 s went by'), 20_000);
    child.once('exit', () => fail('It ended'));
    child.stdout?.setEncoding('utf8').on('data', (chunk: string) => {
      text = (text + chunk).slice(-4000);
      const caught = pattern.exec(text)?.[1];
      if (caught === undefined) return;
      clearTimeout(deadline);
      resolve(caught);
    });
  });
}

async function stop(child: ChildProcess, ended: Promise<void>): Promise<void> {
  child.kill('SIGTERM');
  const deadline = setTimeout(() => child.kill('SIGKILL'), 12_000);
  await ended;
  clearTimeout(deadline);
}
