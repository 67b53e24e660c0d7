import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { Centrifuge } from 'centrifuge';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.js';
import { call, mintToken } from '../support/rest.js';
import { readEvents } from './event-reader.js';
import { type OpenApp, openApp } from './open-app.js';

/** Game servers say later on that not everybody may read a stream any more. */
describe('a stream that is no longer public', () => {
  let node: OpenApp;
  beforeEach(async () => {
    node = await openApp();
  });
  afterEach(() => node.close());

  const restrict = async (streamId: string): Promise<void> => {
    const answer = await call(node.url, `/admin/streams/${streamId}`, {
      method: 'PATCH',
      body: { public: false },
    });
    expect(answer.status).toBe(200);
  };
  const tick = { type: 'candle_update', keys: { market: 'a' }, data: { price: 1 } };

  it('ends the market feed of those who came without a token', async () => {
    const [follower, waiting] = [await node.connect('/ws'), await node.connect('/ws')];
    follower.say({ type: 'subscribe', markets: ['a'] });
    await follower.take(1);

    await restrict('market');
    await node.publish('market', tick);

    await eventually(() => expect(follower.ended).toEqual({ code: 1008, reason: 'ended' }));
    expect(follower.received).toEqual([]);
    waiting.say({ type: 'subscribe', markets: ['a'] });
    expect(await waiting.take(1)).toMatchObject([{ type: 'error' }]);
    await node.publish('market', tick);
    waiting.say({ type: 'ping' });
    expect(await waiting.take(1)).toEqual([{ type: 'pong' }]);
  });

  it('ends rounds over WebSocket and server-sent events, and lets nobody back in', async () => {
    const plain = await node.connect('/ws/crash');
    const events = await readEvents(`${node.url}/sse/crash`, {});

    await restrict('rounds');

    await eventually(() => plain.ended !== undefined && events.isEnded);
    await expect(readEvents(`${node.url}/sse/crash`, {})).rejects.toThrow('status 401');
    const again = await node.connect('/ws/crash');
    await node.publish('rounds', { type: 'round', keys: { game: 'crash' }, data: { round_id: 1 } });
    again.say({ token: 'none' });
    await eventually(() => expect(again.ended).toMatchObject({ code: 1008 }));
    expect([...plain.received, ...again.received]).toEqual([]);
  });

  it('ends subscriptions of the Centrifuge protocol, and lets back in who has a grant', async () => {
    const grants = ['subscribe:stream:leaderboard'];
    const tokens = [
      undefined,
      await mintToken(node.url, 'ann'),
      await mintToken(node.url, 'bob', { grants }),
    ];
    const followed = await Promise.all(
      tokens.map(async (token) => {
        const url = `${node.url.replace('http', 'ws')}/connection/websocket`;
        const client = new Centrifuge(url, { websocket: WebSocket, ...(token && { token }) });
        const subscription = client.newSubscription('leaderboard');
        const codes: number[] = [];
        subscription.on('unsubscribed', ({ code }) => codes.push(code));
        const received: unknown[] = [];
        subscription.on('publication', ({ data }) => received.push(data));
        client.connect();
        subscription.subscribe();
        await subscription.ready(5_000);
        return { client, subscription, codes, received };
      }),
    );

    await restrict('leaderboard');

    await eventually(() => expect(followed.map(({ codes }) => codes.length)).toEqual([1, 1, 1]));
    for (const { subscription } of followed) subscription.subscribe();
    await eventually(() => expect(followed.map(({ codes }) => codes.at(1))).toEqual([101, 103, undefined]));
    await node.publish('leaderboard', { type: 'state', data: { n: 1 } });
    await eventually(() => expect(followed[2]?.received).toEqual([{ n: 1 }]));
    expect([followed[0]?.received, followed[1]?.received]).toEqual([[], []]);
    for (const { client } of followed) client.disconnect();
  });
});
