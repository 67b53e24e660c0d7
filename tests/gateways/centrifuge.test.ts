import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import {
  Centrifuge,
  type PublicationContext,
  type SubscribedContext,
  type SubscriptionOptions,
} from 'centrifuge';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.js';
import { call, mintToken } from '../support/rest.js';
import { type OpenApp, openApp } from './open-app.js';

interface Followed {
  readonly publications: PublicationContext[];
  readonly subscribed: SubscribedContext[];
  readonly errors: number[];
  readonly unsubscribed: number[];
  readonly subscription: ReturnType<Centrifuge['newSubscription']>;
}

describe('the Centrifuge protocol', () => {
  let node: OpenApp;
  const clients: Centrifuge[] = [];

  beforeAll(async () => {
    node = await openApp();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.disconnect();
  });
  afterAll(() => node.close());

  const connect = async (options: object = {}): Promise<Centrifuge> => {
    const client = new Centrifuge(`${node.url.replace('http', 'ws')}/connection/websocket`, {
      websocket: WebSocket,
      minReconnectDelay: 20,
      maxReconnectDelay: 50,
      ...options,
    });
    clients.push(client);
    client.connect();
    await client.ready(5_000);
    return client;
  };
  const follow = (
    client: Centrifuge,
    channel: string,
    options: Partial<SubscriptionOptions> = {},
  ): Followed => {
    const subscription = client.newSubscription(channel, options);
    const followed: Followed = {
      publications: [],
      subscribed: [],
      errors: [],
      unsubscribed: [],
      subscription,
    };
    subscription.on('publication', (publication) => followed.publications.push(publication));
    subscription.on('subscribed', (context) => followed.subscribed.push(context));
    subscription.on('error', ({ error }) => followed.errors.push(error.code));
    subscription.on('unsubscribed', ({ code }) => followed.unsubscribed.push(code));
    subscription.subscribe();
    return followed;
  };
  const subscribed = async (...args: Parameters<typeof follow>): Promise<Followed> => {
    const followed = follow(...args);
    await followed.subscription.ready(5_000);
    return followed;
  };
  const leaders = (n: number) => ({
    leaders: Array.from({ length: 20 }, (_, index) => ({
      name: `Zoë ${index}`,
      score: index === 3 ? n : index,
    })),
  });
  const publish = (streamId: string, data: object) => node.publish(streamId, { type: 'state', data });
  /** Ends the transport under a client, once it has one; it then connects again by itself. */
  const drop = async (client: Centrifuge): Promise<void> => {
    await client.ready();
    // The transport is private in the types.
    const { _transport } = client as unknown as { _transport: { _transport: WebSocket } };
    _transport._transport.terminate();
  };

  it('delivers what a stream publishes, by bare name and by full name', async () => {
    const client = await connect();
    const [bare, full] = [
      await subscribed(client, 'leaderboard'),
      await subscribed(client, 'stream:leaderboard'),
    ];

    await publish('leaderboard', leaders(1));

    await eventually(() => expect(bare.publications.map(({ data }) => data)).toEqual([leaders(1)]));
    await eventually(() => expect(full.publications.map(({ data }) => data)).toEqual([leaders(1)]));
    expect(bare.publications[0]?.offset).toBeGreaterThan(0);
  });

  it('brings the latest state with a subscription that asks for it', async () => {
    await publish('leaderboard', leaders(2));
    const client = await connect();

    const plain = await subscribed(client, 'leaderboard', { since: {} as never });
    const delta = await subscribed(client, 'stream:leaderboard', { since: {} as never, delta: 'fossil' });

    expect(plain.publications.map(({ data }) => data)).toEqual([leaders(2)]);
    expect(delta.publications.map(({ data }) => data)).toEqual([leaders(2)]);
    expect(plain.subscribed[0]).toMatchObject({ wasRecovering: true, recovered: true });
  });

  it('sends differences to those who take them, never before a base', async () => {
    const client = await connect();
    const followed = await subscribed(client, 'leaderboard', { delta: 'fossil' });

    for (const n of [3, 4, 5]) await publish('leaderboard', leaders(n));

    await eventually(() =>
      expect(followed.publications.map(({ data }) => data)).toEqual([3, 4, 5].map(leaders)),
    );
    const { numFullPayloads, numDeltaPayloads, compressionRatio } = followed.subscription.deltaStats();
    expect([numFullPayloads, numDeltaPayloads]).toEqual([1, 2]);
    expect(compressionRatio).toBeGreaterThan(0.5);
  });

  it('sends the whole state where a difference is not smaller', async () => {
    const client = await connect();
    const followed = await subscribed(client, 'leaderboard', { delta: 'fossil' });

    for (const text of ['a', 'zzz', 'ß']) await publish('leaderboard', { text });

    await eventually(() => expect(followed.publications).toHaveLength(3));
    expect(followed.subscription.deltaStats()).toMatchObject({ numFullPayloads: 3, numDeltaPayloads: 0 });
  });

  it('recovers what was missed over a cut connection, in order, with and without differences', async () => {
    const client = await connect();
    const plain = await subscribed(client, 'leaderboard');
    const delta = await subscribed(client, 'stream:leaderboard', { delta: 'fossil' });
    for (let n = 1; n <= 60; n++) {
      if (n % 20 === 0) await drop(client);
      await publish('leaderboard', leaders(n));
    }

    const all = Array.from({ length: 60 }, (_, n) => leaders(n + 1));
    await eventually(() => expect(plain.publications.map(({ data }) => data)).toEqual(all));
    await eventually(() => expect(delta.publications.map(({ data }) => data)).toEqual(all));
    expect(plain.subscribed.at(-1)).toMatchObject({ wasRecovering: true, recovered: true });
  });

  it('says that it could not recover, and brings the latest state of a stream that is one', async () => {
    await publish('leaderboard', leaders(7));
    const client = await connect();

    const followed = await subscribed(client, 'leaderboard', { since: { offset: 1, epoch: 'gone.gone' } });

    expect(followed.subscribed[0]).toMatchObject({ wasRecovering: true, recovered: false });
    expect(followed.publications.map(({ data }) => data)).toEqual([leaders(7)]);
  });

  it('carries the other channels for those with a token: snapshot, then events with names', async () => {
    const token = await mintToken(node.url, 'ann');
    const client = await connect({ token });
    const followed = await subscribed(client, 'player:ann');

    await call(node.url, '/events', { body: { playerId: 'ann', eventType: 'match_won' } });

    expect(followed.subscribed[0]?.data).toMatchObject({ snapshot: { playerId: 'ann', xp: 0 } });
    await eventually(() => followed.publications.length > 0);
    const { events } = followed.publications[0]?.data ?? {};
    expect(events[0]).toMatchObject({ event: 'xp_updated', data: { playerId: 'ann', xp: 25 } });
  });

  it('refuses by the codes of the protocol', async () => {
    const [anybody, ann] = [await connect(), await connect({ token: await mintToken(node.url, 'ann') })];

    const refused = async (client: Centrifuge, channel: string) => {
      const followed = follow(client, channel);
      await eventually(() => followed.unsubscribed.length > 0);
      return followed.unsubscribed[0];
    };

    expect(await refused(anybody, 'nope')).toBe(102);
    expect(await refused(anybody, 'hidden')).toBe(101);
    expect(await refused(anybody, 'player:ann')).toBe(103);
    expect(await refused(ann, 'hidden')).toBe(103);
    expect(await refused(ann, 'player:bob')).toBe(103);
  });

  it('closes for good when a token is none, and refreshes one that ends', async () => {
    const closed: number[] = [];
    const bad = new Centrifuge(`${node.url.replace('http', 'ws')}/connection/websocket`, {
      token: 'x.y.z',
      websocket: WebSocket,
    });
    bad.on('disconnected', ({ code }) => closed.push(code));
    bad.connect();
    await eventually(() => expect(closed).toEqual([3500]));

    let refreshes = 0;
    const client = await connect({
      token: await mintToken(node.url, 'ann', { ttlSeconds: 11 }),
      getToken: () => {
        refreshes++;
        return mintToken(node.url, 'ann', { ttlSeconds: 60 });
      },
    });
    const followed = await subscribed(client, 'player:ann');

    await eventually(() => refreshes === 1);
    await call(node.url, '/players/ann/xp', { body: { amount: 1 } });
    await eventually(() => followed.publications.length === 1);
  });

  it('stops delivering after an unsubscribe and starts anew after another subscribe', async () => {
    const client = await connect();
    const followed = await subscribed(client, 'leaderboard');

    followed.subscription.unsubscribe();
    await publish('leaderboard', leaders(1));
    followed.subscription.subscribe();
    await followed.subscription.ready(5_000);
    await publish('leaderboard', leaders(2));

    await eventually(() =>
      expect(followed.publications.map(({ data }) => data)).toEqual([leaders(1), leaders(2)]),
    );
  });
});
