import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { call } from '../support/rest.js';
import { type OpenApp, openApp } from './open-app.js';
import type { PlainClient } from './plain-client.js';

describe('the market feed', () => {
  let node: OpenApp;
  const clients: PlainClient[] = [];

  beforeAll(async () => {
    node = await openApp({ environment: { COMMANDS_PER_SECOND: '100' } });
  });
  afterEach(async () => {
    await Promise.all(clients.splice(0).map((client) => client.close()));
  });
  afterAll(() => node.close());

  const connect = async (): Promise<PlainClient> => {
    const client = await node.connect('/ws');
    clients.push(client);
    return client;
  };
  const ask = async (client: PlainClient, message: unknown): Promise<unknown> => {
    client.say(message);
    return (await client.take(1))[0];
  };
  const tick = (market: string, price: number, time = 1_745_399_700) => ({
    type: 'candle_update',
    keys: { market },
    data: { price, time },
  });
  const goal = (matchId: number, minute = 34) => ({
    type: 'live_event',
    broadcast: true,
    data: { matchId, eventType: 'goal', minute },
  });

  it('acknowledges each change with the full set', async () => {
    const client = await connect();

    expect(await ask(client, { type: 'subscribe', markets: ['team-arsenal', 'player-saka'] })).toEqual({
      type: 'subscribed',
      markets: ['team-arsenal', 'player-saka'],
    });
    expect(await ask(client, { type: 'subscribe', markets: ['player-saka', 'x'] })).toEqual({
      type: 'subscribed',
      markets: ['team-arsenal', 'player-saka', 'x'],
    });
    expect(await ask(client, { type: 'unsubscribe', markets: ['team-arsenal', 'unknown'] })).toEqual({
      type: 'subscribed',
      markets: ['player-saka', 'x'],
    });
    expect(await ask(client, { type: 'unsubscribe_all' })).toEqual({ type: 'subscribed', markets: [] });
    expect(await ask(client, { type: 'subscribe_all' })).toEqual({ type: 'subscribed', markets: ['*'] });
    expect(await ask(client, { type: 'unsubscribe', markets: ['player-saka'] })).toEqual({
      type: 'subscribed',
      markets: ['*'],
    });
    expect(await ask(client, { type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('delivers keyed messages by market and broadcasts to every set that is not empty', async () => {
    const [arsenal, everything, nothing] = [await connect(), await connect(), await connect()];
    await ask(arsenal, { type: 'subscribe', markets: ['team-arsenal'] });
    await ask(everything, { type: 'subscribe_all' });
    await ask(everything, { type: 'subscribe', markets: ['team-arsenal'] });
    await ask(nothing, { type: 'subscribe', markets: ['team-chelsea'] });
    await ask(nothing, { type: 'unsubscribe_all' });

    await node.publish('market', {
      publications: [tick('team-arsenal', 602.4), tick('team-leeds', 300), goal(7)],
    });
    await node.publish('market', { ...tick('team-arsenal', 500), type: 'shadow_candle_update' });

    const candle = { type: 'candle_update', market: 'team-arsenal', price: 602.4, time: 1_745_399_700 };
    const shadow = { ...candle, type: 'shadow_candle_update', price: 500 };
    const event = { type: 'live_event', matchId: 7, eventType: 'goal', minute: 34 };
    expect(await arsenal.take(3)).toEqual([candle, event, shadow]);
    expect(await everything.take(4)).toEqual([
      candle,
      { ...candle, market: 'team-leeds', price: 300 },
      event,
      shadow,
    ]);
    expect(await ask(nothing, { type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('narrows broadcasts to matches where a client asks for them', async () => {
    const client = await connect();

    const answer = await ask(client, { type: 'subscribe', matches: [7] });
    await node.publish('market', {
      publications: [goal(7, 1), goal(8, 2), tick('team-leeds', 1), goal(7, 3)],
    });

    expect(answer).toEqual({ type: 'subscribed', markets: [], matches: ['7'] });
    expect((await client.take(2)).map(({ minute }) => minute)).toEqual([1, 3]);
  });

  it('resumes from a position with what was picked, once and in order', async () => {
    const first = await connect();
    const opened = (await ask(first, { type: 'subscribe', markets: ['a'], since: null })) as {
      position: string;
    };
    await node.publish('market', { publications: [tick('a', 1), tick('b', 2), tick('a', 3)] });
    const [handled] = await first.take(2);
    await first.close();
    await node.publish('market', tick('a', 4));

    const again = await connect();
    again.say({ type: 'subscribe', markets: ['a'], since: handled.position });
    const [three, four, answer] = await again.take(3);
    await node.publish('market', tick('a', 5));
    const [five] = await again.take(1);

    expect(opened).toEqual({ type: 'subscribed', markets: ['a'], position: expect.any(String) });
    expect([handled, three, four, five].map(({ price }) => price)).toEqual([1, 3, 4, 5]);
    expect(answer).toMatchObject({ type: 'subscribed', markets: ['a'], recovered: true });
  });

  it('says when it cannot resume', async () => {
    const client = await connect();

    const answer = await ask(client, { type: 'subscribe', markets: ['a'], since: 'aaa.bbb.7' });

    expect(answer).toMatchObject({ type: 'subscribed', recovered: false });
  });

  it.each([
    ['bad JSON', '{', 'Invalid JSON'],
    ['an unknown type', '{"type":"nope"}', 'Unknown message type'],
    ['no object', '[]', 'Unknown message type'],
    ['null', 'null', 'Unknown message type'],
    ['markets that are no list', '{"type":"subscribe","markets":"a"}', /^markets: /],
    ['markets that are no texts', '{"type":"subscribe","markets":[1]}', /^markets.0: /],
    ['10 000 keys', JSON.stringify({ type: 'subscribe', markets: Array(10_000).fill('m') }), /^markets: /],
    ['70 KB', JSON.stringify({ type: 'ping', x: 'x'.repeat(70_000) }), 'Message too large'],
  ])('answers %s with an error and stays', async (_, message, error) => {
    const client = await connect();

    const text = typeof error === 'string' ? error : expect.stringMatching(error);
    expect(await ask(client, message)).toEqual({ type: 'error', message: text });
    expect(await ask(client, { type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('answers a binary frame with an error and survives a frame over the hard limit', async () => {
    const client = await connect();
    client.ws.send(Buffer.from([1, 2, 3]));
    expect(await client.take(1)).toEqual([{ type: 'error', message: 'Invalid JSON' }]);

    client.ws.send('x'.repeat(1_100_000));

    await eventually(() => expect(client.ended).toMatchObject({ code: 1009 }));
    expect(await ask(await connect(), { type: 'ping' })).toEqual({ type: 'pong' });
  });

  it('keeps at most 1000 keys', async () => {
    const client = await connect();
    const names = (from: number) => Array.from({ length: 600 }, (_, n) => `m${from + n}`);
    await ask(client, { type: 'subscribe', markets: names(0) });

    expect(await ask(client, { type: 'subscribe', markets: names(600) })).toEqual({
      type: 'error',
      message: 'At most 1000 markets',
    });
    expect(await ask(client, { type: 'subscribe', markets: ['m1'] })).toMatchObject({
      markets: { length: 600 },
    });
  });

  it('builds candles from the stream', async () => {
    const hour = 1_745_398_800;
    await node.publish('market', {
      publications: [
        tick('bars', 10, hour + 60),
        tick('bars', 14, hour + 61),
        tick('bars', 8, hour + 119),
        tick('bars', 9, hour + 3600),
        tick('other', 99, hour),
      ],
    });
    const candles = async (query: string) => (await call(node.url, `/api/candles/bars${query}`)).body;

    expect(await candles('')).toEqual([
      { time: hour, open: 10, high: 14, low: 8, close: 8 },
      { time: hour + 3600, open: 9, high: 9, low: 9, close: 9 },
    ]);
    expect(await candles('?timeframe=1m&limit=1')).toHaveLength(1);
    expect(await candles('?timeframe=4H')).toMatchObject([{ open: 10, close: 9 }]);
    expect(await candles('?timeframe=2H')).toMatchObject({ error: { code: 'VALIDATION_ERROR' } });
    expect((await call(node.url, '/api/candles/unknown')).body).toEqual([]);
  });
});

describe('the market feed after a silence', () => {
  it('drops who says nothing and keeps who says anything', async () => {
    const node = await openApp({ environment: { FEED_SWEEP_SECONDS: '1', FEED_IDLE_SECONDS: '2' } });
    const [silent, talking] = [await node.connect('/ws'), await node.connect('/ws')];
    const talk = setInterval(() => talking.say({ type: 'ping' }), 500);

    await eventually(() => silent.ended !== undefined, 10_000);

    // Terminated without a closing handshake.
    expect(silent.ended).toMatchObject({ code: 1006 });
    expect(talking.ended).toBeUndefined();
    clearInterval(talk);
    await node.close();
  });
});
