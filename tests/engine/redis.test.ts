import { afterAll, beforeAll } from '@jest/globals';
import { engineContract } from '../contracts/engine.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { openRedis } from './open-redis.js';

let server: RedisServer;

beforeAll(async () => {
  server = await startRedis();
});

afterAll(() => server.remove());

engineContract('redis', (retention) => openRedis(server.url, { retention }));
