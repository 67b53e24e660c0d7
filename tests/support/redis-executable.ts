import { findExecutable } from './executable.js';

/**
 * The redis-server to test with, version 7 or newer: REDIS_SERVER, or the one on the PATH.
 * @throws Error that tells what to install
 */
export const findRedisServer = (): string =>
  process.env.REDIS_SERVER || findExecutable('redis-server', 'redis-server');
