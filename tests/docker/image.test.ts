import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { findFreePort } from '../support/free-port.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { buildImage, type Image } from './dockerfile.js';

const run = promisify(execFile);
const definitions = fileURLToPath(new URL('../../docker/definitions.example.json', import.meta.url));

describe('the image', () => {
  let image: Image;
  let redis: RedisServer;

  beforeAll(async () => {
    [image, redis] = [await buildImage(), await startRedis()];
  }, 120_000);
  afterAll(async () => {
    await redis?.remove();
    await image?.remove();
  });

  it('holds what a node needs and no sources', async () => {
    expect((await readdir(image.folder)).sort()).toEqual(['LICENSE', 'dist', 'node_modules', 'package.json']);
    const packages = await readdir(`${image.folder}/node_modules`);
    expect(packages).toEqual(
      expect.not.arrayContaining(['typescript', 'jest', 'esbuild', 'playwright-core']),
    );
    expect(image.user).toBe('node');
  });

  it('starts a node that is healthy while Redis is there, and ends in order', async () => {
    const port = await findFreePort();
    const env = {
      PATH: process.env.PATH,
      ...image.environment,
      PORT: String(port),
      HOST: '127.0.0.1',
      REDIS_URL: redis.url,
      JWT_SECRET: 'only-for-tests-0123456789-0123456789',
      ALLOWED_ORIGINS: 'https://game.example',
      DEFINITIONS: definitions,
    };
    const inContainer = { cwd: image.folder, env };
    const [program = '', ...argv] = image.command;
    const [check = '', ...checkArgv] = image.healthcheck;
    const isHealthy = () =>
      run(check, checkArgv, inContainer).then(
        () => true,
        () => false,
      );

    const node = spawn(program, argv, { ...inContainer, stdio: 'ignore' });
    await eventually(isHealthy, 15_000);
    await redis.kill();
    await eventually(async () => !(await isHealthy()));
    node.kill('SIGTERM');

    expect((await once(node, 'exit'))[0]).toBe(0);
  });
});
