import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '../../socket-io/client.js';
import { eventually } from '../../support/eventually.js';
import { type Nodes, startNodes } from './nodes.js';

describe.each([
  ['a memory node', 0],
  ['two nodes', 2],
])('a leaderboard followed on %s', (_name, count) => {
  let nodes: Nodes;
  let boards = 0;

  beforeAll(async () => {
    nodes = await startNodes(count);
  });
  afterEach(() => nodes.leave());
  afterAll(() => nodes.close());

  /** A board nobody else uses. */
  async function newBoard(fields: object = {}): Promise<string> {
    const id = `live-${++boards}`;
    const { status } = await nodes.rest('/admin/leaderboards', { id, name: id, ...fields });
    if (status !== 201) throw new Error(`no board: ${status}`);
    return id;
  }
  const follow = (client: Client, leaderboardId: string, more: object = {}) =>
    client.ask('subscribe', { channel: 'leaderboard', leaderboardId, ...more });
  const last = (client: Client, name: string) =>
    client.received.findLast((received) => received.name === name)?.fields as
      | Record<string, unknown>
      | undefined;
  const namesOf = (client: Client) => client.received.map(({ name }) => name);
  const far = count > 1 ? { node: 1 } : {};
  const ids = (fields: Record<string, unknown> | undefined) =>
    (fields?.rankings as { playerId: string }[] | undefined)?.map(({ playerId }) => playerId);

  it('answers with a snapshot, and once more with the same as an event', async () => {
    const board = await newBoard();
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
    const board = await newBoard();
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
    const board = await newBoard();
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
    const board = await newBoard();
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
    const board = await newBoard();
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
      expect(ids(answer.snapshot)).toEqual(expected);
      expect(ids(await client.next('leaderboard_updated'))).toEqual(expected);
    }
  });

  it('replaces the view with a second subscribe and refuses one it does not know', async () => {
    const board = await newBoard();
    const client = await nodes.connect('eve', far);
    for (const view of [
      { top: 0 },
      { top: 1001 },
      { from: 3, to: 2 },
      { around: 51 },
      { best: 3 },
      { playerIds: [] },
    ]) {
      expect(await follow(client, board, { view })).toMatchObject({
        ok: false,
        error: { code: 'VALIDATION_ERROR' },
      });
    }
    await nodes.score(board, 'ann', 2);
    await nodes.score(board, 'bob', 1);
    await follow(client, board, { view: { top: 2 } });
    await follow(client, board, { view: { top: 1 } });

    await nodes.score(board, 'ann', 2);

    await eventually(() =>
      expect(last(client, 'leaderboard_updated')?.rankings).toMatchObject([{ score: 4 }]),
    );
    expect((await client.ask('subscriptions', {})).subscriptions).toEqual([
      { channel: 'leaderboard', leaderboardId: board, view: { top: 1 } },
    ]);
  });

  it('resumes with what was missed, one net change of rank and one state', async () => {
    const board = await newBoard();
    await nodes.score(board, 'ann', 5);
    const before = await nodes.connect('ann', far);
    const { position } = await follow(before, board);
    before.close();
    await nodes.rest(`/channels/leaderboard:${board}/events`, {
      event: 'prize_drawn',
      data: { prize: 'cup' },
    });
    for (const [player, score] of [
      ['bob', 9],
      ['cid', 7],
      ['bob', 1],
    ] as const)
      await nodes.score(board, player, score);

    const client = await nodes.connect('ann', far);
    const answer = await follow(client, board, { since: position });

    expect(answer).toMatchObject({ ok: true, recovered: true });
    expect(await client.next('rank_changed')).toMatchObject({ rank: 3, previousRank: 1, score: 5 });
    expect(await client.next('leaderboard_updated')).toMatchObject({ total: 3 });
    expect(namesOf(client)).toEqual([
      'prize_drawn',
      'new_high_score',
      'new_high_score',
      ...namesOf(client).slice(3),
    ]);
    expect(namesOf(client).slice(3).toSorted()).toEqual(['leaderboard_updated', 'rank_changed']);
  });

  it('passes on what a game server says, once per connection', async () => {
    const board = await newBoard({ window: 'daily' });
    const client = await nodes.connect('eve', far);
    const { snapshot } = await follow(client, board);
    await follow(client, board, { window: Object(snapshot).window });

    for (const prize of ['cup', 'medal']) {
      await nodes.rest(`/channels/leaderboard:${board}/events`, { event: 'prize_drawn', data: { prize } });
    }

    expect(await client.next('prize_drawn')).toMatchObject({ leaderboardId: board, prize: 'cup' });
    expect(await client.next('prize_drawn')).toMatchObject({ prize: 'medal' });
    expect(namesOf(client).filter((name) => name === 'prize_drawn')).toHaveLength(2);
  });

  it('follows an edit of the board while clients watch, and ends with the board', async () => {
    const board = await newBoard();
    for (const [player, score] of [
      ['ann', 5],
      ['bob', 9],
      ['cid', 7],
    ] as const)
      await nodes.score(board, player, score);
    const client = await nodes.connect('ann', far);
    await follow(client, board);
    await client.next('leaderboard_updated');

    await nodes.rest(`/admin/leaderboards/${board}`, { minScore: 6, topN: 1 }, { method: 'PATCH' });
    expect(await client.next('rank_changed')).toMatchObject({ rank: null, previousRank: 3 });
    expect(await client.next('leaderboard_updated')).toMatchObject({
      total: 2,
      rankings: [{ playerId: 'bob' }],
    });

    await nodes.rest(`/admin/leaderboards/${board}`, { minScore: null }, { method: 'PATCH' });
    expect(await client.next('rank_changed')).toMatchObject({ rank: 3, previousRank: null });

    await nodes.rest(`/admin/leaderboards/${board}`, undefined, { method: 'DELETE' });
    expect(await client.next('unsubscribed')).toMatchObject({ leaderboardId: board });
    expect(await follow(client, board)).toMatchObject({
      ok: false,
      error: { code: 'LEADERBOARD_NOT_FOUND' },
    });
  });
});
