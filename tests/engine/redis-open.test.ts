import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Unavailable } from '../../src/engine/engine.js';
import { parseAddress } from '../../src/engine/redis/address.js';
import type { RedisEngine } from '../../src/engine/redis/engine.js';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { openRedis } from './open-redis.js';

describe('a REDIS_URL', () => {
  it('names one server, sentinels or a cluster', () => {
    expect(parseAddress('rediss://u:p@cache:6380/1')).toEqual({
      kind: 'standalone',
      url: 'rediss://u:p@cache:6380/1',
    });
    expect(parseAddress('redis+sentinel://app:s%3Acret@one:1,two/main')).toEqual({
      kind: 'sentinel',
      nodes: [
        { host: 'one', port: 1 },
        { host: 'two', port: 26_379 },
      ],
      name: 'main',
      username: 'app',
      password: 's:cret',
    });
    expect(parseAddress('redis+cluster://[::1]:7000,two:7001')).toEqual({
      kind: 'cluster',
      nodes: [
        { host: '::1', port: 7000 },
        { host: 'two', port: 7001 },
      ],
      username: undefined,
      password: undefined,
    });
  });

  it('is refused without repeating its password', () => {
    for (const url of ['http://u:secret@x', 'redis+sentinel://u:secret@x:1', 'redis+cluster://']) {
      expect(() => parseAddress(url)).toThrow(/^REDIS_URL must be (?!.*secret)/);
    }
  });
});

describe('opening a Redis engine', () => {
  let server: RedisServer;
  const opened: RedisEngine[] = [];

  beforeEach(async () => {
    server = await startRedis();
  });

  afterEach(async () => {
    await Promise.all(opened.splice(0).map((engine) => engine.close()));
    await server.remove();
  });

  async function open(options: Parameters<typeof openRedis>[1] = {}): Promise<RedisEngine> {
    const engine = await openRedis(server.url, options);
    opened.push(engine);
    return engine;
  }

  it('warns of a server that persists nothing or evicts', async () => {
    await server.command('CONFIG', 'SET', 'maxmemory-policy', 'allkeys-lru');
    const warnings: unknown[][] = [];

    await open({ log: { warn: (...warning: unknown[]) => warnings.push(warning) } });

    expect(warnings.map((warning) => warning.at(-1))).toEqual([
      expect.stringContaining('noeviction'),
      expect.stringContaining('persists nothing'),
    ]);
  });

  it('tells when Redis cannot be reached', async () => {
    await server.stop();

    await expect(open({ openTimeoutMs: 300 })).rejects.toThrow(/Cannot reach Redis: .*ECONNREFUSED/);
  });

  it('tells at once when Redis refuses the credentials', async () => {
    await server.command('CONFIG', 'SET', 'requirepass', 'other');

    await expect(open()).rejects.toThrow(/Cannot reach Redis: NOAUTH/);
  });

  it('waits for a Redis that starts a little later', async () => {
    await server.stop();

    const opening = open();
    await server.start();

    expect((await opening).isUp()).toBe(true);
  });

  it('lends connections whose failed commands do not end the process, and closes them', async () => {
    const engine = await open();
    const { pub, sub, cluster } = engine.adapterClients();
    const limiter = engine.limiterClient();
    const heard: string[] = [];
    sub.on('message', (_: string, message: string) => heard.push(message));
    await sub.subscribe('room');
    await pub.publish('room', 'before');
    await eventually(() => limiter.status === 'ready');
    expect(cluster).toBe(false);

    await server.stop();
    await eventually(() => !engine.isUp());
    void pub.publish('room', 'lost');
    await expect(limiter.get('x')).rejects.toThrow();
    await server.start();
    await eventually(async () => {
      await pub.publish('room', 'after');
      return heard.includes('after');
    });
    void pub.publish('room', 'unheard');
    await engine.close();

    expect([pub.status, sub.status, limiter.status]).toEqual(['end', 'end', 'end']);
    await expect(engine.channels.read('p', 'chat:a')).rejects.toBeInstanceOf(Unavailable);
  });
});
