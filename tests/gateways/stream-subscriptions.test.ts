import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { io, type Socket } from 'socket.io-client';
import { eventually } from '../support/eventually.js';
import { mintToken } from '../support/rest.js';
import { type OpenApp, openApp } from './open-app.js';
import type { Message } from './plain-client.js';

describe('streams over Socket.IO', () => {
  let node: OpenApp;
  const sockets: Socket[] = [];

  beforeAll(async () => {
    node = await openApp();
  });
  afterEach(() => {
    for (const socket of sockets.splice(0)) socket.close();
  });
  afterAll(() => node.close());

  const connect = async (options: Readonly<Record<string, unknown>> = {}, namespace = '') => {
    const token = await mintToken(node.url, 'ann', options);
    const socket = io(node.url + namespace, { auth: { token }, transports: ['websocket'], forceNew: true });
    sockets.push(socket);
    const received: Message[] = [];
    socket.on('stream_publication', (publication) => received.push(publication));
    const ask = (command: string, payload: object): Promise<Message> =>
      socket.timeout(5_000).emitWithAck(command, payload);
    return { received, ask };
  };
  const tick = (market: string, price: number) => ({
    type: 'candle_update',
    keys: { market },
    data: { price },
  });
  const prices = (publications: Message[]) => publications.map(({ data }) => data.price);
  const stream = { channel: 'stream', streamId: 'market' };

  it('deliver publications with type, keys, data, time and position', async () => {
    const { received, ask } = await connect({}, '/streams');
    expect(await ask('subscribe', stream)).toMatchObject({
      ok: true,
      ...stream,
      snapshot: { latest: expect.any(Array) },
    });

    await node.publish('market', tick('plain', 1));

    await eventually(() => received.length === 1);
    expect(received[0]).toEqual({
      streamId: 'market',
      ...tick('plain', 1),
      at: expect.any(Number),
      position: expect.any(String),
    });
  });

  it('deliver only the picked keys and broadcasts, with the latest of these keys to begin with', async () => {
    await node.publish('market', { publications: [tick('a', 1), tick('b', 2), tick('a', 3), tick('c', 4)] });
    const [picky, everything] = [await connect(), await connect()];
    const answer = await picky.ask('subscribe', { ...stream, keys: { market: ['a', 'b'] } });
    await everything.ask('subscribe', stream);

    await node.publish('market', { publications: [tick('c', 5), tick('a', 6), tick('d', 7)] });
    await node.publish('market', tick('d', 8));
    await node.publish('market', { type: 'note', broadcast: true, data: { price: 9 } });

    expect(prices(answer.snapshot.latest)).toEqual([2, 3]);
    await eventually(() => expect(prices(everything.received)).toEqual([5, 6, 7, 8, 9]));
    await eventually(() => expect(prices(picky.received)).toEqual([6, 9]));
  });

  it('resume a picked subscription after the last publication handled', async () => {
    const first = await connect();
    await first.ask('subscribe', { ...stream, keys: ['a'] });
    await node.publish('market', { publications: [tick('a', 1), tick('b', 2), tick('a', 3), tick('b', 4)] });
    await eventually(() => first.received.length === 2);
    const second = await connect();

    const answer = await second.ask('subscribe', {
      ...stream,
      keys: ['a'],
      since: first.received[0].position,
    });

    expect(answer).toMatchObject({ ok: true, recovered: true, replayed: 1 });
    expect(prices(second.received)).toEqual([3]);
  });

  it('replace what was picked by another subscribe', async () => {
    const { received, ask } = await connect();
    await ask('subscribe', { ...stream, keys: ['a'] });
    await ask('subscribe', { ...stream, keys: ['b'] });

    await node.publish('market', { publications: [tick('a', 1), tick('b', 2)] });
    await eventually(() => received.length > 0);
    await ask('subscribe', stream);
    await node.publish('market', { publications: [tick('a', 3), tick('b', 4)] });

    await eventually(() => expect(prices(received)).toEqual([2, 3, 4]));
    expect((await ask('subscriptions', {})).subscriptions).toEqual([stream]);
  });

  it('refuse keys the stream does not have, and streams that are not public', async () => {
    const { ask } = await connect();
    const granted = await connect({ grants: ['subscribe:stream:hidden'] });
    const code = async (payload: object) => (await ask('subscribe', payload)).error?.code;

    expect(await code({ ...stream, keys: { colour: 'red' } })).toBe('VALIDATION_ERROR');
    expect(await code({ ...stream, keys: { market: [1] } })).toBe('VALIDATION_ERROR');
    expect(await code({ channel: 'stream', streamId: 'leaderboard', keys: ['a'] })).toBe('VALIDATION_ERROR');
    expect(await code({ channel: 'stream', streamId: 'nope' })).toBe('STREAM_NOT_FOUND');
    expect(await code({ channel: 'stream', streamId: 'hidden' })).toBe('FORBIDDEN');
    expect(await granted.ask('subscribe', { channel: 'stream', streamId: 'hidden' })).toMatchObject({
      ok: true,
    });
  });
});
