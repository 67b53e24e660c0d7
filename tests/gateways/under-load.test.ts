import { setTimeout as delay } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { Redis } from 'ioredis';
import { eventually } from '../support/eventually.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { write } from '../support/rest.js';
import { connectPlain, type Message } from './plain-client.js';
import { type ResumingClient, resumeCentrifuge, resumeEvents, resumeMarketFeed } from './resuming-clients.js';

const MATCHES = 5;
const EVENTS_PER_MATCH = 60;
const MARKETS = 68;
const CYCLES = 4;
/** 2500 live messages a minute, over all matches. */
const PAUSE_MS = (60_000 / 2500) * MATCHES;

let redis: RedisServer;
let nodes: NodeProcess[] = [];
const clients: ResumingClient[] = [];

async function start(environment: Readonly<Record<string, string>> = {}): Promise<void> {
  redis = await startRedis({ appendonly: true });
  const settings = { REDIS_URL: redis.url, ...environment };
  nodes = await Promise.all([startNode(settings), startNode(settings)]);
}
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
const stop = async () => {
  await Promise.all(nodes.map((node) => node.kill()));
  await redis.remove();
};

const urls = (): string[] => nodes.map(({ url }) => url);
const upTo = (most: number): number[] => Array.from({ length: most }, (_, index) => index + 1);

async function publishMatch(matchId: number): Promise<void> {
  for (const minute of upTo(EVENTS_PER_MATCH)) {
    const body = { type: 'live_event', broadcast: true, data: { matchId, minute } };
    await write(urls(), '/streams/market/publications', { body, key: `${matchId}-${minute}` });
    const round = {
      type: 'round',
      keys: { game: `g${matchId}`, type: 'multiplier' },
      data: { round_id: minute, g: matchId },
    };
    await write(urls(), '/streams/rounds/publications', { body: round, key: `${matchId}-${minute}-round` });
    await delay(PAUSE_MS);
  }
}

async function publishCandles(): Promise<void> {
  for (const time of upTo(CYCLES)) {
    const publications = upTo(MARKETS).map((market) => ({
      type: 'candle_update',
      keys: { market: `m${market}` },
      data: { price: 500, time },
    }));
    await write(urls(), '/streams/market/publications', { body: { publications }, key: `candles-${time}` });
    await delay((EVENTS_PER_MATCH * PAUSE_MS) / CYCLES);
  }
}

/** What of each kind was seen, in the order in which it was. */
const series = (received: readonly Message[], group: string, value: string): Record<string, number[]> => {
  const found: Record<string, number[]> = {};
  for (const message of received) {
    if (message[group] === undefined) continue;
    found[message[group]] = [...(found[message[group]] ?? []), message[value]];
  }
  return found;
};

const expected = (names: readonly (string | number)[], most: number) =>
  Object.fromEntries(names.map((name) => [name, upTo(most)]));

describe('under a match day, with connections cut, pub/sub killed and a node killed', () => {
  beforeAll(() => start());
  afterAll(stop);

  it('every gateway that can resume brings everything once and in order', async () => {
    const [feedA, feedB, sse, sdk] = await Promise.all([
      resumeMarketFeed(urls()),
      resumeMarketFeed(urls().reverse()),
      resumeEvents(urls(), '/sse/type/multiplier'),
      resumeCentrifuge(urls(), 'market'),
    ]);
    clients.push(feedA, feedB, sse, sdk);
    const load = Promise.all([...upTo(MATCHES).map(publishMatch), publishCandles()]);
    const progressed = (count: number) => eventually(() => feedB.received.length > count, 20_000);

    await progressed(100);
    for (const client of clients) client.cut();
    await progressed(200);
    await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    await progressed(300);
    await nodes.shift()?.kill();
    await load;

    const matches = expected(upTo(MATCHES), EVENTS_PER_MATCH);
    const markets = expected(
      upTo(MARKETS).map((market) => `m${market}`),
      CYCLES,
    );
    for (const feed of [feedA, feedB]) {
      await eventually(() => expect(series(feed.received, 'matchId', 'minute')).toEqual(matches));
      await eventually(() => expect(series(feed.received, 'market', 'time')).toEqual(markets));
      expect(feed.losses).toBe(0);
      expect(feed.connects).toBeGreaterThan(1);
    }
    await eventually(() => expect(series(sdk.received, 'matchId', 'minute')).toEqual(matches));
    expect(sdk.received).toHaveLength(MATCHES * EVENTS_PER_MATCH + MARKETS * CYCLES);
    expect(sdk.losses).toBe(0);
    sse.close();
    await eventually(() => expect(series(sse.received, 'g', 'round_id')).toEqual(matches));
    expect(sse.losses).toBe(0);
  }, 60_000);

  it('rounds reach plain sockets of the surviving node in order while pub/sub is killed again and again', async () => {
    const client = await connectPlain(urls()[0] ?? '', '/ws/g9');

    const load = publishMatch(9);
    for (const step of [10, 25, 40]) {
      await eventually(() => client.received.length > step, 20_000);
      await redis.command('CLIENT', 'KILL', 'TYPE', 'pubsub');
    }
    await load;

    await eventually(() =>
      expect(client.received.map(({ round_id }) => round_id)).toEqual(upTo(EVENTS_PER_MATCH)),
    );
    await client.close();
  }, 60_000);
});

describe('two consumers of one Redis Stream, one of them killed in the middle', () => {
  beforeAll(() => start({ STREAM_CONSUMERS: 'entries', STREAM_CLAIM_SECONDS: '1', HISTORY_DEFAULT: '5000' }));
  afterAll(stop);

  it('apply every entry once, by version, and set poisoned ones aside', async () => {
    const writer = new Redis(redis.url);
    const follower = await resumeCentrifuge([urls()[1] ?? ''], 'rounds');
    clients.push(follower);
    const add = (payload: object | string) =>
      writer.xadd(
        'entries',
        '*',
        'method',
        'publish',
        'payload',
        typeof payload === 'string' ? payload : JSON.stringify(payload),
      );
    const addSome = (numbers: readonly number[]) =>
      Promise.all(
        numbers.flatMap((n) => [
          add({ channel: 'rounds', data: { n }, tags: { game: 'crash' } }),
          ...(n % 300 === 0 ? [add(`poison ${n}`)] : []),
          ...(n % 3 === 0
            ? [add({ channel: 'leaderboard', data: { n }, version: n, version_epoch: 'e' })]
            : []),
        ]),
      );

    await addSome(upTo(700));
    await eventually(() => follower.received.length > 100, 20_000);
    await nodes[0]?.kill();
    await addSome(upTo(1500).slice(700));

    await eventually(async () => {
      const [group] = (await redis.command('XINFO', 'GROUPS', 'entries')) as [unknown[]];
      expect([group[group.indexOf('pending') + 1], group[group.indexOf('lag') + 1]]).toEqual([0, 0]);
    }, 30_000);
    await eventually(() => expect(follower.received).toHaveLength(1500));
    const numbers = follower.received.map(({ n }) => n);
    expect(numbers.toSorted((a, b) => a - b)).toEqual(upTo(1500));
    const dead = (await redis.command('XRANGE', 'entries:dead', '-', '+')) as [string, string[]][];
    expect(new Set(dead.map(([, fields]) => fields[fields.indexOf('payload') + 1])).size).toBe(5);
    const latest = await fetch(`${urls()[1]}/api/v1/streams/leaderboard/publications?limit=1000`);
    const page: Message = await latest.json();
    const versions: number[] = page.publications.map(({ data }: Message) => data.n);
    expect(versions).toEqual(versions.toSorted((a, b) => a - b));
    expect(versions.at(-1)).toBe(1500);
    writer.disconnect();
  }, 90_000);
});
