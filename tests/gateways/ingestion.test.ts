import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Centrifuge } from 'centrifuge';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { type OpenApp, openApp } from './open-app.js';

const seeds = fileURLToPath(new URL('seeds', import.meta.url));
/** Debian: apt install python3-redis. */
const hasPython = spawnSync('/usr/bin/python3', ['-c', 'import redis']).status === 0;
const python = hasPython ? it : it.skip;

const LOG = 'leaderboard-stream';
const environment = {
  JWT_SECRET: 'only-for-tests-0123456789-0123456789',
  STREAM_CONSUMERS: LOG,
  STREAM_CLAIM_SECONDS: '1',
};

describe('a Redis Stream that others write', () => {
  let redis: RedisServer;
  let nodes: OpenApp[] = [];
  const clients: Centrifuge[] = [];
  const programs: ChildProcess[] = [];

  beforeEach(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.disconnect();
    for (const program of programs.splice(0)) program.kill();
    await Promise.all(nodes.splice(0).map((node) => node.close()));
    await redis.remove();
  });

  const startNode = async (): Promise<OpenApp> => {
    const node = await openApp({ environment: { ...environment, REDIS_URL: redis.url } });
    nodes = [...nodes, node];
    return node;
  };
  const add = (payload: unknown, fields: string[] = []) =>
    redis.command('XADD', LOG, '*', 'method', 'publish', 'payload', JSON.stringify(payload), ...fields);
  const state = (version: number, epoch = 'e1', data: object = { n: version }) => ({
    channel: 'leaderboard',
    data,
    version,
    version_epoch: epoch,
  });
  /** What a client of the stream has seen, in order. */
  const follow = async (node: OpenApp, options: object = {}) => {
    const client = new Centrifuge(`${node.url.replace('http', 'ws')}/connection/websocket`, {
      websocket: WebSocket,
    });
    clients.push(client);
    const seen: { leaders: { name: string; score: number }[]; n: number }[] = [];
    const subscription = client.newSubscription('leaderboard', options);
    subscription.on('publication', ({ data }) => seen.push(data));
    subscription.subscribe();
    client.connect();
    await subscription.ready(5_000);
    return seen;
  };
  const isDone = () =>
    eventually(async () => {
      const [group] = (await redis.command('XINFO', 'GROUPS', LOG)) as [unknown[]];
      const field = (name: string) => group[group.indexOf(name) + 1];
      expect([field('pending'), field('lag')]).toEqual([0, 0]);
    }, 15_000);

  it('appears on the stream its channel names, from its first entry on', async () => {
    await add(state(1));
    await add(state(2));
    const node = await startNode();
    await isDone();

    const seen = await follow(node, { since: {} });
    await add({ ...state(3), channel: 'stream:leaderboard' });

    await eventually(() => expect(seen).toEqual([{ n: 2 }, { n: 3 }]));
  });

  it('loses against what is newer: lower versions, equal ones, replaced epochs', async () => {
    const node = await startNode();
    const seen = await follow(node);

    for (const [version, epoch] of [
      [1, 'a'],
      [3, 'a'],
      [2, 'a'],
      [3, 'a'],
      [1, 'b'],
      [9, 'a'],
      [2, 'b'],
    ] as const) {
      await add(state(version, epoch, { n: `${epoch}${version}` }));
    }
    await isDone();

    await eventually(() => expect(seen.map(({ n }) => n)).toEqual(['a1', 'a3', 'b1', 'b2']));
  });

  it('keeps every publication of those who do not count', async () => {
    const node = await startNode();
    const seen = await follow(node);

    for (let n = 1; n <= 50; n++) await add({ channel: 'leaderboard', data: { n } });

    await eventually(() =>
      expect(seen.map(({ n }) => n)).toEqual(Array.from({ length: 50 }, (_, n) => n + 1)),
    );
  });

  it('has its poisoned entries set aside with their error, and goes on', async () => {
    const node = await startNode();
    const seen = await follow(node);

    await redis.command('XADD', LOG, '*', 'method', 'publish', 'payload', '{');
    await add({ channel: 'nobody-knows-it', data: {} });
    await add({ channel: 'leaderboard', data: 7 });
    await redis.command('XADD', LOG, '*', 'method', 'disconnect', 'payload', '{}');
    await redis.command('XADD', LOG, '*', 'something', 'else');
    await add(state(1));

    await eventually(() => expect(seen).toEqual([{ n: 1 }]), 15_000);
    const dead = (await redis.command('XRANGE', `${LOG}:dead`, '-', '+')) as [string, string[]][];
    const errors = dead.map(([, fields]) => fields[fields.indexOf('error') + 1]);
    expect(errors).toEqual([
      'payload is not JSON',
      'There is no such stream',
      expect.stringContaining('data'),
      'method must be publish, not disconnect',
      'method must be publish, not undefined',
    ]);
    expect(dead[0]?.[1]).toEqual(expect.arrayContaining(['method', 'publish', 'payload', '{', 'id']));
    await isDone();
  });

  it('is read on after somebody deleted it, and after Redis was away', async () => {
    const node = await startNode();
    const seen = await follow(node);
    await add(state(1));
    await eventually(() => seen.length === 1);

    await redis.command('DEL', LOG);
    await add(state(2));
    await eventually(() => seen.length === 2);
    await redis.command('CLIENT', 'KILL', 'TYPE', 'normal');
    await add(state(3));

    await eventually(() => expect(seen.map(({ n }) => n)).toEqual([1, 2, 3]));
  });

  it('is applied once by two nodes', async () => {
    const [one, other] = [await startNode(), await startNode()];
    const [seenByOne, seenByOther] = [await follow(one), await follow(other)];

    for (let n = 1; n <= 200; n++) await add({ channel: 'leaderboard', data: { n } });
    await isDone();

    await eventually(() => expect(seenByOne).toHaveLength(200));
    await eventually(() => expect(seenByOther).toEqual(seenByOne));
    expect(new Set(seenByOne.map(({ n }) => n)).size).toBe(200);
  });

  python('written by the original Lua and Python, unchanged, is a leaderboard at our clients', async () => {
    const node = await startNode();
    const plain = await follow(node, { since: {} });
    const delta = await follow(node, { since: {}, delta: 'fossil' });
    const folder = await mkdtemp(join(tmpdir(), 'fanfare-seed-'));
    const app = (await readFile(join(seeds, 'app.py'), 'utf8')).replace(
      "host='redis', port=6379",
      `host='127.0.0.1', port=${redis.port}`,
    );
    await writeFile(join(folder, 'app.py'), app);

    programs.push(spawn('/usr/bin/python3', [join(folder, 'app.py')], { cwd: seeds, stdio: 'inherit' }));
    await eventually(() => plain.length >= 8, 15_000);
    await rm(folder, { recursive: true });

    for (const { leaders } of plain) {
      expect(leaders.map(({ score }) => score)).toEqual(
        leaders.map(({ score }) => score).sort((a, b) => b - a),
      );
    }
    const total = (leaders: { score: number }[] = []) => leaders.reduce((sum, { score }) => sum + score, 0);
    const totals = plain.map(({ leaders }) => total(leaders));
    expect(totals).toEqual(totals.toSorted((a, b) => a - b));
    await eventually(() => expect(delta.slice(0, plain.length)).toEqual(plain.slice(0, delta.length)));
  });
});
