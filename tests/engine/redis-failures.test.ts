import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { RawPublication } from '../../src/contract/publication.js';
import { type Engine, Unavailable } from '../../src/engine/engine.js';
import { says, words, wordsOf } from '../contracts/engine/stage.js';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { openRedis } from './open-redis.js';

const project = 'p';
let server: RedisServer;
let engine: Engine;

beforeEach(async () => {
  server = await startRedis({ appendonly: true });
  engine = await openRedis(server.url);
});

afterEach(async () => {
  await engine.close();
  await server.remove();
});

async function publish(word: string) {
  const { status, ...rest } = await engine.channels.commit({ project, changes: [says('chat:a', word)] });
  if (!('positions' in rest) || !rest.positions[0]) throw new Error(status);
  return rest.positions[0];
}

const read = () => engine.channels.read(project, 'chat:a');
const isUp = () => engine.isUp();
const isDown = () => !engine.isUp();

async function listen() {
  const heard: RawPublication[] = [];
  await engine.channels.listen(project, 'chat:a', (raw) => heard.push(raw));
  return heard;
}

/** How long a call took that was refused because the store is away, ms. */
async function refusedAfter(call: () => Promise<unknown>): Promise<number> {
  const began = performance.now();
  await expect(call()).rejects.toBeInstanceOf(Unavailable);
  return performance.now() - began;
}

describe('a Redis engine whose connections are killed', () => {
  it('hears again what is published, after it said that something may be missing', async () => {
    const heard = await listen();
    let interruptions = 0;
    engine.channels.onInterrupted(() => interruptions++);

    for (const [index, word] of words(3).entries()) {
      await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
      await eventually(() => interruptions === index + 1);
      await publish(word);
      await eventually(() => heard.length === index + 1);
    }

    expect(wordsOf(heard)).toEqual(words(3));
  });

  it('restores 2000 subscriptions before it says so, and none that was stopped', async () => {
    const heard = new Set<string>();
    const stops = await Promise.all(
      words(2000).map((word) =>
        engine.channels.listen(project, `chat:${word}`, (raw) => heard.add(raw.channel)),
      ),
    );
    await Promise.all(stops.slice(1000).map((stop) => stop()));
    const restored = new Promise<void>((resolve) => engine.channels.onInterrupted(resolve));

    await server.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await restored;
    await Promise.all(
      words(2000).map((word) => engine.channels.commit({ project, changes: [says(`chat:${word}`, word)] })),
    );

    await eventually(() => heard.size === 1000);
    const [, subscribed] = (await server.command('PUBSUB', 'SHARDNUMSUB', 'fanfare:{p}:live:chat:w1500')) as [
      string,
      number,
    ];
    expect(subscribed).toBe(0);
  });

  it('fails what is under way and answers again soon, in the same epoch', async () => {
    const before = await publish('w1');
    const changes: boolean[] = [];
    engine.onUpDown((up) => changes.push(up));

    await server.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await eventually(isDown);
    expect(await refusedAfter(() => publish('w2'))).toBeLessThan(300);
    await eventually(isUp);

    expect(await read()).toMatchObject({ epoch: before.epoch, offset: 1 });
    expect(changes).toEqual([false, true]);
  });

  it('goes on after the scripts were flushed from the server', async () => {
    await publish('w1');

    await server.command('SCRIPT', 'FLUSH');

    expect((await publish('w2')).offset).toBe(2);
  });
});

describe('a Redis engine whose server stops answering', () => {
  it('refuses within a second, is down within a second, and comes back', async () => {
    await publish('w1');
    server.pause();

    const took = await refusedAfter(() => publish('lost?'));
    expect(took).toBeLessThan(1000);
    expect(engine.isUp()).toBe(false);
    expect(await refusedAfter(read)).toBeLessThan(300);
    expect(await refusedAfter(() => engine.ping())).toBeLessThan(300);
    server.resume();

    await eventually(isUp);
    expect((await publish('w2')).offset).toBeGreaterThanOrEqual(2);
  });

  it('notices by itself when nobody asks', async () => {
    const changes: boolean[] = [];
    engine.onUpDown((up) => changes.push(up));
    server.pause();

    await eventually(isDown, 3000);
    server.resume();
    await eventually(isUp);

    expect(changes).toEqual([false, true]);
  });

  it('refuses to listen while the server is away', async () => {
    await server.stop();
    await eventually(isDown);

    expect(await refusedAfter(listen)).toBeLessThan(300);
    await server.start();
    await eventually(isUp);
    const heard = await eventually(listen);
    await publish('w1');

    await eventually(() => heard.length === 1);
  });

  it('closes while the server is away', async () => {
    server.pause();
    await eventually(isDown);

    await engine.close();

    await expect(read()).rejects.toBeInstanceOf(Unavailable);
  });
});
