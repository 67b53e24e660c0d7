import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Nodes, startNodes } from './nodes.js';

let nodes: Nodes;

beforeAll(async () => {
  nodes = await startNodes(0);
  for (const [player, score] of [
    ['ann', 50],
    ['bob', 70],
    ['cid', 50],
    ['dan', 10],
  ] as const) {
    await nodes.score('sum', player, score);
  }
});
afterAll(() => nodes.close());

const get = async (route: string) => (await nodes.rest(`/leaderboards${route}`)).body;
const status = async (route: string, body?: unknown) => {
  const answer = await nodes.rest(`/leaderboards${route}`, body);
  return [answer.status, answer.body.error?.code];
};

describe('reading a leaderboard', () => {
  it('gives pages of one instant with the position they belong to', async () => {
    const page = await get('/sum?limit=2&offset=1');

    expect(page).toEqual({
      leaderboardId: 'sum',
      window: 'all_time',
      rankings: [
        { rank: 2, playerId: 'ann', displayName: null, score: 50 },
        { rank: 3, playerId: 'cid', displayName: null, score: 50 },
      ],
      total: 4,
      position: expect.stringMatching(/\.4$/),
    });
  });

  it('shows a player with its neighbours, and 404 when it is not ranked', async () => {
    const standing = await get('/sum/players/ann?around=1');

    expect(standing).toMatchObject({ playerId: 'ann', rank: 2, score: 50, total: 4 });
    expect(standing.around.map(({ playerId }: { playerId: string }) => playerId)).toEqual([
      'bob',
      'ann',
      'cid',
    ]);
    expect(await status('/sum/players/nobody')).toEqual([404, 'PLAYER_NOT_FOUND']);
  });

  it('shows several players in the order asked for, unranked ones with null', async () => {
    const { rankings } = await get('/sum/players?ids=dan,nobody,bob');

    expect(rankings).toMatchObject([
      { playerId: 'dan', rank: 4, score: 10 },
      { playerId: 'nobody', rank: null, score: null },
      { playerId: 'bob', rank: 1, score: 70 },
    ]);
  });

  it('ranks up to the size and from the least score of a board, and counts beyond both', async () => {
    for (const [player, score] of [
      ['a', 9],
      ['b', 20],
      ['c', 30],
      ['d', 40],
      ['e', 50],
    ] as const) {
      await nodes.score('best', player, score);
    }

    const { rankings, total } = await get('/best');
    const last = (await nodes.score('best', 'b', 21)).body;
    const raised = (await nodes.score('best', 'a', 10, { operation: 'increment' })).body;

    expect(rankings.map(({ playerId }: { playerId: string }) => playerId)).toEqual(['e', 'd', 'c']);
    expect(total).toBe(3);
    expect(last).toEqual({ rank: null, previousRank: null, score: 21 });
    expect(raised).toEqual({ rank: null, previousRank: null, score: 19 });
  });

  it('lists boards and their windows with what can be read of each', async () => {
    const { data, pagination } = await get('?limit=2');
    const { data: windows } = await get('/hourly/windows');

    expect(data.map(({ id }: { id: string }) => id)).toEqual(['sum', 'asc']);
    expect(pagination).toEqual({ page: 1, limit: 2, total: 8, totalPages: 4 });
    expect(windows).toEqual([
      {
        window: expect.stringMatching(/^\d{4}-\d\d-\d\dT\d\d$/),
        startsAt: expect.any(Number),
        endsAt: expect.any(Number),
        state: 'open',
        total: 0,
      },
    ]);
    expect((await get('/past/windows')).data).toMatchObject([
      { window: 'custom', state: 'frozen', total: 0 },
    ]);
  });

  it('answers a valid window without scores with an empty page, and another key with 404', async () => {
    expect(await get('/daily?window=2020-02-29')).toMatchObject({
      window: '2020-02-29',
      rankings: [],
      total: 0,
    });
    expect(await status('/daily?window=2021-02-29')).toEqual([404, 'NOT_FOUND']);
    expect(await status('/daily?window=all_time')).toEqual([404, 'NOT_FOUND']);
  });

  it.each([
    ['/sum?limit=0'],
    ['/sum?limit=1001'],
    ['/sum?limit=ten'],
    ['/sum?offset=-1'],
    ['/sum?offset=1e99'],
    ['/sum/players/ann?around=51'],
    ['/sum/players?ids='],
  ])('refuses %s', async (route) => {
    expect(await status(route)).toEqual([400, 'VALIDATION_ERROR']);
  });

  it('gives an empty page far beyond the end', async () => {
    expect(await get(`/sum?offset=${Number.MAX_SAFE_INTEGER}`)).toMatchObject({ rankings: [], total: 4 });
  });

  it('knows no board it was not told of', async () => {
    for (const route of ['/nothing', '/nothing/windows', '/sum@x', '/region', '/nothing/players/ann']) {
      expect(await status(route)).toEqual([404, 'LEADERBOARD_NOT_FOUND']);
    }
    expect(await status('/nothing/scores', { playerId: 'ann', score: 1 })).toEqual([
      404,
      'LEADERBOARD_NOT_FOUND',
    ]);
  });

  it('shows players by the names they have now', async () => {
    await nodes.rest(
      '/players/ann',
      { displayName: 'Ann', avatarUrl: 'https://a.example/a.png' },
      { method: 'PUT' },
    );
    await nodes.score('sum', 'bob', 0, { displayName: 'Bob' });

    const { rankings } = await get('/sum?limit=2');

    expect(rankings).toEqual([
      { rank: 1, playerId: 'bob', displayName: 'Bob', score: 70 },
      { rank: 2, playerId: 'ann', displayName: 'Ann', avatarUrl: 'https://a.example/a.png', score: 50 },
    ]);
    expect((await nodes.rest('/players/bob')).body.displayName).toBe('Bob');
  });
});
