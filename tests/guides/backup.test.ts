import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { findFreePort } from '../support/free-port.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { examples } from './snippets.js';

const run = promisify(execFile);
let redis: RedisServer;
let folder: string;

beforeEach(async () => {
  redis = await startRedis({ appendonly: true });
  folder = await mkdtemp(join(tmpdir(), 'fanfare-backup-'));
});
afterEach(async () => {
  await redis.remove();
  await rm(folder, { recursive: true, force: true });
});

describe('backup and restore as the guide to operations describes them', () => {
  it('bring everything back on a server that keeps a log', async () => {
    const port = String(await findFreePort());
    const steps = examples('operations', 'sh').filter((text) => text.includes('redis-'));
    const [backup = '', restore = ''] = steps.map((text) => text.replaceAll('6390', port));
    const inFolder = { cwd: folder, env: { PATH: process.env.PATH, REDIS_URL: redis.url } };
    await redis.command('SET', 'player', 'ann');

    await run('bash', ['-euc', backup], inFolder);
    await redis.command('SET', 'player', 'changed since');
    await run('bash', ['-euc', restore], inFolder);

    const started = [
      'redis-server',
      '--dir',
      `${folder}/restored`,
      '--port',
      port,
      '--appendonly',
      'yes',
      '--daemonize',
      'yes',
    ];
    const script = `${started.join(' ')}; until redis-cli -e -p ${port} get player; do sleep 0.1; done; redis-cli -p ${port} shutdown`;
    const { stdout } = await run('bash', ['-uc', script], inFolder);
    expect(stdout).toContain('ann');
    expect(stdout).not.toContain('changed since');
  });
});
