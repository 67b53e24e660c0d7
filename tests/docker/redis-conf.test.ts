import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/free-port.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { findRedisServer } from '../support/redis-executable.js';
import { call, write } from '../support/rest.js';

const password = 'a1b2c3';
let folder: string;
let port: number;
let endRedis: (signal: NodeJS.Signals) => Promise<void>;
let node: NodeProcess;

async function startDeployedRedis(): Promise<typeof endRedis> {
  const text = await readFile(new URL('../../docker/redis.conf', import.meta.url), 'utf8');
  const file = join(folder, 'redis.conf');
  await writeFile(file, text.replace('dir /data', `dir ${folder}`));
  const here = ['--port', String(port), '--bind', '127.0.0.1'];
  const child = spawn(findRedisServer(), [file, '--requirepass', password, ...here], { stdio: 'ignore' });
  return async (signal) => {
    if (child.exitCode !== null) return;
    child.kill(signal);
    await once(child, 'exit');
  };
}

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'fanfare-redis-conf-'));
  port = await findFreePort();
  endRedis = await startDeployedRedis();
  node = await startNode({ REDIS_URL: `redis://:${password}@127.0.0.1:${port}` });
});
afterEach(async () => {
  await node.kill();
  await endRedis('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

describe('the configuration of Redis', () => {
  it('gives nodes nothing to warn of, and keeps what was acknowledged over a restart', async () => {
    await call(node.url, '/players/ann', { method: 'PUT', body: {} });
    expect((await call(node.url, '/players/ann/xp', { body: { amount: 7 } })).status).toBe(200);

    await endRedis('SIGTERM');
    await eventually(async () => (await fetch(`${node.url}/readyz`)).status === 503);
    endRedis = await startDeployedRedis();
    await write([node.url], '/players/ann/xp', { body: { amount: 1 }, key: 'after' });

    expect((await call(node.url, '/players/ann')).body.xp).toBe(8);
    expect(node.log()).not.toMatch(/evict|persists nothing/);
  });
});
