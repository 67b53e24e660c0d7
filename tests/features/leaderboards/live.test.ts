import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { follow, last, namesOf, newBoard, playersOf } from './following.js';
import { type Nodes, startNodes } from './nodes.js';

describe.each([
  ['a memory node', 0],
  ['two nodes', 2],
])('a leaderboard followed on %s', (_name, count) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(count);
  });
  afterEach(() => nodes.leave());
  afterAll(() => nodes.close());
  const far = count > 1 ? { node: 1 } : {};

  it('answers with a snapshot, and once more with the same as an event', async () => {
    const board = await newBoard(nodes);
    await nodes.score(board, 'ann', 5);
    const client = await nodes.connect('eve', far);

    const answer = await follow(client, board);

    const page = { leaderboardId: board, window: 'all_time', total: 1 };
    expect(answer).toMatchObject({
      ok: true,
      channel: 'leaderboard',
      leaderboardId: board,
      recovered: false,
    });
    expect(answer.snapshot).toMatchObject({ ...page, rankings: [{ rank: 1, playerId: 'ann', score: 5 }] });
    expect(await client.next('leaderboard_updated')).toMatchObject({ ...page, position: answer.position });
  });

  it('sends the latest state at most ten times a second', async () => {
    const board = await newBoard(nodes);
    const client = await nodes.connect('eve', far);
    await follow(client, board);
    await client.next('leaderboard_updated');
    const begin = Date.now();

    for (let n = 0; n < 150; n++) await nodes.score(board, `p${n % 5}`, 1);

    await eventually(() => {
      expect(last(client, 'leaderboard_updated')).toMatchObject({
        total: 5,
        rankings: [{ score: 30 }, {}, {}, {}, {}],
      });
    });
    const seconds = (Date.now() - begin) / 1000;
    const updates = namesOf(client).filter((name) => name === 'leaderboard_updated').length;
    expect(updates).toBeLessThanOrEqual(2 + seconds * 10);
  });

  it('tells a player its rank, also when others moved it, and nobody else', async () => {
    const board = await newBoard(nodes);
    await nodes.score(board, 'ann', 5);
    const [ann, annToo, bob] = [
      await nodes.connect('ann'),
      await nodes.connect('ann', { ...far, namespace: '/leaderboards' }),
      await nodes.connect('bob', far),
    ];
    for (const client of [ann, annToo, bob]) await follow(client, board);

    await nodes.score(board, 'bob', 9);

    for (const client of [ann, annToo]) {
      expect(await client.next('rank_changed')).toMatchObject({
        leaderboardId: board,
        window: 'all_time',
        playerId: 'ann',
        rank: 2,
        previousRank: 1,
        score: 5,
      });
    }
    expect(await bob.next('rank_changed')).toMatchObject({
      playerId: 'bob',
      rank: 1,
      previousRank: null,
      score: 9,
    });
    await nodes.score(board, 'ann', 5);
    expect(await ann.next('rank_changed')).toMatchObject({ rank: 1, previousRank: 2, score: 10 });
    expect(await bob.next('rank_changed')).toMatchObject({ rank: 2, previousRank: 1, score: 9 });
  });

  it('announces high scores to everybody, in their order', async () => {
    const board = await newBoard(nodes);
    const client = await nodes.connect('eve', far);
    await follow(client, board);

    for (const [player, score] of [
      ['ann', 5],
      ['bob', 4],
      ['bob', 3],
    ] as const)
      await nodes.score(board, player, score);

    expect(await client.next('new_high_score')).toMatchObject({
      playerId: 'ann',
      score: 5,
      previousHighScore: null,
    });
    expect(await client.next('new_high_score')).toMatchObject({
      playerId: 'bob',
      score: 7,
      previousHighScore: 5,
    });
  });

  it('shows the part of it that was asked for', async () => {
    const board = await newBoard(nodes);
    for (let n = 1; n <= 9; n++) await nodes.score(board, `p${n}`, 100 - n);
    const views = [
      [{ top: 2 }, ['p1', 'p2']],
      [{ page: 2, size: 3 }, ['p4', 'p5', 'p6']],
      [{ from: 8, to: 20 }, ['p8', 'p9']],
      [{ playerIds: ['p9', 'x', 'p2'] }, ['p9', 'p2']],
      [{ around: 1 }, ['p4', 'p5', 'p6']],
    ] as const;

    for (const [view, expected] of views) {
      const client = await nodes.connect('p5', far);
      const answer = await follow(client, board, { view });
      expect(playersOf(answer.snapshot)).toEqual(expected);
      expect(playersOf(await client.next('leaderboard_updated'))).toEqual(expected);
    }
  });
});
