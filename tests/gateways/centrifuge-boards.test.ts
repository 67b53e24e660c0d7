import { afterAll, afterEach, beforeAll, expect, it } from '@jest/globals';
import { Centrifuge } from 'centrifuge';
import { WebSocket } from 'ws';
import { eventually } from '../support/eventually.js';
import { call, mintToken } from '../support/rest.js';
import { type OpenApp, openApp } from './open-app.js';

let node: OpenApp;
const clients: Centrifuge[] = [];
beforeAll(async () => {
  node = await openApp();
});
afterEach(() => {
  for (const client of clients.splice(0)) client.disconnect();
});
afterAll(() => node.close());

interface Heard {
  readonly event: string;
  readonly data: Readonly<Record<string, unknown>>;
}

/** Follows a board through an SDK of that protocol; `since` is where an earlier one was. */
async function follow(playerId: string, since?: { offset: number; epoch: string }) {
  const url = `${node.url.replace('http', 'ws')}/connection/websocket`;
  const client = new Centrifuge(url, { websocket: WebSocket, token: await mintToken(node.url, playerId) });
  clients.push(client);
  const subscription = client.newSubscription('leaderboard:high-score', since ? { since } : {});
  const heard: Heard[] = [];
  subscription.on('publication', ({ data }) => heard.push(...data.events));
  const opened = new Promise<{ data?: Record<string, unknown>; streamPosition?: typeof since }>((resolve) =>
    subscription.on('subscribed', resolve),
  );
  client.connect();
  subscription.subscribe();
  return { ...(await opened), heard, client, last: (name: string) => lastOf(heard, name) };
}

const lastOf = (heard: readonly Heard[], name: string) => heard.findLast(({ event }) => event === name)?.data;
const score = (playerId: string, points: number) =>
  call(node.url, '/leaderboards/high-score/scores', { body: { playerId, score: points } });

it('shows a board of which no view was asked for by its top, and tells each player its own rank', async () => {
  await score('bob', 10);
  const [ann, bob] = [await follow('ann'), await follow('bob')];

  expect(ann.data).toMatchObject({ snapshot: { total: 1, rankings: [{ playerId: 'bob', rank: 1 }] } });
  await eventually(() => expect(ann.last('leaderboard_updated')).toMatchObject({ total: 1 }));
  await score('ann', 20);

  await eventually(() => {
    for (const { last } of [ann, bob]) {
      expect(last('leaderboard_updated')).toMatchObject({
        rankings: [{ playerId: 'ann' }, { playerId: 'bob' }],
      });
      expect(last('new_high_score')).toMatchObject({ playerId: 'ann', score: 20, previousHighScore: 10 });
    }
    expect(ann.last('rank_changed')).toMatchObject({ playerId: 'ann', rank: 1, previousRank: null });
    expect(bob.last('rank_changed')).toMatchObject({ playerId: 'bob', rank: 2, previousRank: 1 });
  });
  const updates = ann.heard.filter(({ event }) => event === 'rank_changed');
  expect(updates).toHaveLength(1);
});

it('brings a client that resumes the high scores it missed, then the state', async () => {
  const before = await follow('cid');
  await eventually(() => before.last('leaderboard_updated') !== undefined);
  before.client.disconnect();
  await score('dan', 50);
  await score('eve', 5);

  const after = await follow('cid', before.streamPosition);

  await eventually(() => expect(after.last('leaderboard_updated')).toMatchObject({ total: 4 }));
  expect(after.heard.map(({ event }) => event)).toEqual(['new_high_score', 'leaderboard_updated']);
});
