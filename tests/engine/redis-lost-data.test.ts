import { cp, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import type { Offset } from '../../src/contract/position.js';
import { type Engine, Unavailable } from '../../src/engine/engine.js';
import { lifeOf } from '../../src/engine/epoch.js';
import { positionsOf, says, words, wordsOf } from '../contracts/engine/stage.js';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { openRedis } from './open-redis.js';

const project = 'p';
let server: RedisServer;
let engines: Engine[];

beforeEach(async () => {
  server = await startRedis({ appendonly: true });
  engines = [await openRedis(server.url), await openRedis(server.url)];
});

afterEach(async () => {
  await Promise.all(engines.map((engine) => engine.close()));
  await server.remove();
});

const channels = (node = 0) => {
  const engine = engines[node];
  if (!engine) throw new Error('no such node');
  return engine.channels;
};

async function publish(word: string, node = 0): Promise<Offset> {
  const change = says('chat:a', word, { state: word });
  const [position] = positionsOf(await channels(node).commit({ project, changes: [change] }));
  if (!position) throw new Error('no position');
  return position;
}

const history = (after: Offset, node = 0) => channels(node).history(project, 'chat:a', { after, limit: 99 });

/** Ends the server, does something to its files and starts it again; waits until both nodes use it. */
async function restart(meanwhile: () => Promise<void>): Promise<void> {
  await server.kill();
  await eventually(() => engines.every((engine) => !engine.isUp()));
  await meanwhile();
  await server.start();
  await eventually(() => engines.every((engine) => engine.isUp()));
}

const appendOnly = () => join(server.folder, 'appendonlydir');

describe('a Redis that comes back', () => {
  it('with all its data keeps epochs, histories and states', async () => {
    const first = await publish('w1');
    for (const word of words(3, 2)) await publish(word, 1);

    await restart(async () => {});

    const page = await history(first, 1);
    expect(page).toMatchObject({ epoch: first.epoch, offset: 4, reach: 'complete' });
    expect(wordsOf(page.publications)).toEqual(words(3, 2));
    expect(await channels().read(project, 'chat:a')).toMatchObject({ state: 'w4' });
    expect(await publish('w5')).toEqual({ epoch: first.epoch, offset: 5 });
  });

  it('without its data begins new epochs', async () => {
    const first = await publish('w1');

    await restart(() => rm(appendOnly(), { recursive: true }));

    expect(await history(first)).toMatchObject({ offset: 0, reach: 'lost' });
    const again = await publish('w1');
    expect(again.offset).toBe(1);
    expect(lifeOf(again.epoch)).not.toBe(lifeOf(first.epoch));
  });

  it('with older data begins new epochs once, and keeps the states it has', async () => {
    const first = await publish('w1');
    const older = join(server.folder, 'older');
    await cp(appendOnly(), older, { recursive: true });
    await publish('lost', 0);
    await publish('lost as well', 1);

    await restart(async () => {
      await rm(appendOnly(), { recursive: true });
      await cp(older, appendOnly(), { recursive: true });
    });

    const [one, other] = [
      await channels(0).read(project, 'chat:a'),
      await channels(1).read(project, 'chat:a'),
    ];
    expect(one).toEqual(other);
    expect(one).toMatchObject({ offset: 1, state: 'w1' });
    expect(lifeOf(one.epoch)).not.toBe(lifeOf(first.epoch));
    expect((await history(first)).reach).toBe('lost');
    expect(await publish('w2')).toEqual({ epoch: one.epoch, offset: 2 });
    expect((await history({ epoch: one.epoch, offset: 0 })).reach).toBe('lost');
  });
});

describe('a Redis that lost single keys', () => {
  it('begins a channel anew without its head', async () => {
    const first = await publish('w1');
    await publish('w2');

    await server.command('DEL', 'fanfare:{p}:head:chat:a');

    expect(await history(first)).toMatchObject({ offset: 0, reach: 'lost' });
    const again = await publish('w1');
    expect(again.offset).toBe(1);
    expect(again.epoch).not.toBe(first.epoch);
    expect(wordsOf(await channels().historyBefore(project, 'chat:a', { limit: 9 }))).toEqual(['w1']);
  });

  it('admits a hole instead of hiding it when a history is gone', async () => {
    const first = await publish('w1');
    await publish('w2');

    await server.command('DEL', 'fanfare:{p}:log:chat:a');
    const lost = await history(first);
    await publish('w3');

    expect(lost).toMatchObject({ epoch: first.epoch, offset: 2, reach: 'lost' });
    expect((await history(first)).reach).toBe('lost');
    expect(wordsOf((await history({ epoch: first.epoch, offset: 2 })).publications)).toEqual(['w3']);
  });

  it('begins a new life when everything was flushed under the node', async () => {
    const first = await publish('w1');
    await publish('w2');

    await server.command('FLUSHALL');

    const again = await publish('w1');
    expect(again.offset).toBe(1);
    expect(lifeOf(again.epoch)).not.toBe(lifeOf(first.epoch));
    expect((await history(first, 1)).reach).toBe('lost');
  });
});

describe('a Redis engine that waits for replicas', () => {
  it('refuses a commit that no replica has, and lets one through that a replica has', async () => {
    const waiting = await openRedis(server.url, { waitReplicas: 1 });
    engines.push(waiting);
    await expect(publish('alone', 2)).rejects.toBeInstanceOf(Unavailable);
    await expect(waiting.marks.put(project, 'revoked', { value: 'x', ttlMs: 1000 })).rejects.toBeInstanceOf(
      Unavailable,
    );

    const replica = await startRedis({ replicaof: server });
    try {
      await eventually(async () => (await publish('with a replica', 2)).offset > 1);
      await replica.stop();
      await expect(publish('alone again', 2)).rejects.toBeInstanceOf(Unavailable);
    } finally {
      await replica.remove();
    }
  });
});
