import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const main = fileURLToPath(new URL('../../dist/main.js', import.meta.url));

/** Shared by the nodes of one test, as a deployment would share it. */
export const jwtSecret = 'only-for-tests-0123456789-0123456789';

export interface NodeProcess {
  readonly url: string;
  readonly pid: number;
  /** Everything written to stderr so far. */
  log(): string;
  signal(name: NodeJS.Signals): void;
  /** Resolves with the exit code, null when a signal ended it. */
  readonly exited: Promise<number | null>;
  /** Ends it at once and waits for it. */
  kill(): Promise<void>;
}

/**
 * Starts the built server as a process of its own on a free port and waits until it serves.
 * @throws with its log when it ends instead
 */
export async function startNode(environment: Readonly<Record<string, string>> = {}): Promise<NodeProcess> {
  const child = spawn(process.execPath, [main], {
    env: {
      PATH: process.env.PATH ?? '',
      PORT: '0',
      JWT_SECRET: jwtSecret,
      LOG_LEVEL: 'info',
      DRAIN_SECONDS: '1',
      // Writing them is a third of what a start costs, and whoever reads them switches them on.
      DOCS: 'off',
      ...environment,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  const url = await Promise.race([
    listening(child),
    exited.then((code) => Promise.reject(new Error(`node ended with ${code}:\n${log}`))),
  ]);

  return {
    url,
    pid: child.pid ?? 0,
    log: () => log,
    signal: (name) => void child.kill(name),
    exited,
    async kill() {
      child.kill('SIGKILL');
      await exited;
    },
  };
}

function listening(child: ChildProcess): Promise<string> {
  return new Promise((resolve) => {
    let text = '';
    child.stdout?.setEncoding('utf8').on('data', (part: string) => {
      text += part;
      const address = /Fanfare listening on (\S+)/.exec(text)?.[1];
      if (address) resolve(address);
    });
  });
}
