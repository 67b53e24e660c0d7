import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { eventually } from './eventually.js';
import { findExecutable } from './executable.js';
import { findFreePort } from './free-port.js';

const configuration = new URL('../../docker/nginx.conf', import.meta.url);

/** nginx as it is deployed, in a process of its own. */
export interface Nginx {
  readonly url: string;
  /** What it complained of so far. */
  log(): string;
  close(): Promise<void>;
}

/** Starts nginx with the configuration in docker/, other addresses and folders apart. */
export async function startNginx(nodeUrls: readonly string[]): Promise<Nginx> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfare-nginx-'));
  const port = await findFreePort();
  const file = join(folder, 'nginx.conf');
  await writeFile(file, localized(readFileSync(configuration, 'utf8'), { nodeUrls, port, folder }));

  const child = spawn(
    findExecutable('nginx', 'nginx-light'),
    ['-p', folder, '-c', file, '-g', `daemon off; pid ${folder}/pid;`],
    {
      stdio: ['ignore', 'ignore', 'pipe'],
    },
  );
  let log = '';
  child.stderr.setEncoding('utf8').on('data', (text: string) => {
    log += text;
  });
  const url = `http://127.0.0.1:${port}`;
  await eventually(async () => {
    if (child.exitCode !== null) throw new Error(`nginx ended with ${child.exitCode}:\n${log}`);
    return (await fetch(`${url}/healthz`)).status === 200;
  });
  return {
    url,
    log: () => log,
    async close() {
      await end(child);
      await rm(folder, { recursive: true, force: true });
    },
  };
}

function localized(
  text: string,
  { nodeUrls, port, folder }: { nodeUrls: readonly string[]; port: number; folder: string },
): string {
  const addressed = nodeUrls.reduce(
    (rest, url, index) => rest.replaceAll(`node-${index + 1}:3000`, new URL(url).host),
    text,
  );
  return addressed.replace('listen 80;', `listen 127.0.0.1:${port};`).replaceAll('/tmp/', `${folder}/`);
}

async function end(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.kill('SIGTERM');
  await exited;
}
