import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { call } from '../support/rest.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

const score = (playerId: string, points: number) =>
  call(stage.app.url, '/leaderboards/high-score/scores', { body: { playerId, score: points } });

describe('a board', () => {
  it("is kept as what the view shows, with the rank of the client's own player", async () => {
    await score('ann', 50);
    const board = stage.join('ann').subscribe({
      channel: 'leaderboard',
      leaderboardId: 'high-score',
      view: { top: 2 },
    });
    expect((await board.ready()).rankings.map(({ playerId }) => playerId)).toEqual(['ann']);

    for (const [playerId, points] of [
      ['ben', 60],
      ['cat', 70],
      ['dan', 80],
    ] as const)
      await score(playerId, points);

    await eventually(() =>
      expect(board.state).toMatchObject({
        rankings: [
          { rank: 1, playerId: 'dan', score: 80 },
          { rank: 2, playerId: 'cat', score: 70 },
        ],
        total: 4,
        own: { playerId: 'ann', rank: 4 },
      }),
    );
  });

  it('comes back right after a lost connection, and another view replaces the one before', async () => {
    const client = stage.join('eve');
    const board = client.subscribe({ channel: 'leaderboard', leaderboardId: 'high-score', view: { top: 1 } });
    await board.ready();

    stage.proxy.down(true);
    await score('fay', 900);
    stage.proxy.down(false);
    await eventually(() => expect(board.state?.rankings).toMatchObject([{ rank: 1, playerId: 'fay' }]));
    client.subscribe({ channel: 'leaderboard', leaderboardId: 'high-score', view: { top: 3 } });

    await eventually(() => expect(board.state?.rankings).toHaveLength(3));
    expect((await client.send('subscriptions', {})).subscriptions).toHaveLength(1);
  });

  it('brings what happens once to each window of it, the current one by any of its names', async () => {
    const client = stage.join('gus');
    const board = { channel: 'leaderboard', leaderboardId: 'weekly-xp' } as const;
    const current = client.subscribe({ ...board, window: 'current' });
    const { window } = await current.ready();
    const named = client.subscribe({ ...board, window });
    await named.ready();
    const heard: string[] = [];
    current.on('new_high_score', ({ playerId }) => heard.push(`current ${playerId}`));
    named.on('new_high_score', ({ playerId }) => heard.push(`named ${playerId}`));

    await call(stage.app.url, '/leaderboards/weekly-xp/scores', { body: { playerId: 'hal', score: 5_000 } });

    await eventually(() => {
      for (const { state } of [current, named]) {
        expect(state?.rankings[0]).toMatchObject({ playerId: 'hal', score: 5_000 });
      }
    });
    expect(heard.toSorted()).toEqual(['current hal', 'named hal']);
    expect(client.subscribe(board).state).toBe(current.state);
  });
});

describe('a stream', () => {
  it('keeps the newest value of each key', async () => {
    const publish = (market: string, price: number) =>
      call(stage.app.url, '/streams/market/publications', {
        body: { type: 'price', keys: { market }, data: { price } },
      });
    await publish('arsenal', 1);
    const stream = stage.join('ann').subscribe({ channel: 'stream', streamId: 'market' });
    expect((await stream.ready()).latest).toMatchObject([
      { keys: { market: 'arsenal' }, data: { price: 1 } },
    ]);

    await publish('chelsea', 5);
    await publish('arsenal', 2);

    await eventually(() =>
      expect(stream.state?.latest.map(({ keys, data }) => [keys?.market, data.price])).toEqual([
        ['chelsea', 5],
        ['arsenal', 2],
      ]),
    );
  });
});
