import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { follow, last, namesOf, newBoard } from './following.js';
import { type Nodes, startNodes } from './nodes.js';

describe.each([
  ['a memory node', 0],
  ['two nodes', 2],
])('a subscription of a leaderboard on %s', (_name, count) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(count);
  });
  afterEach(() => nodes.leave());
  afterAll(() => nodes.close());
  const far = count > 1 ? { node: 1 } : {};

  it('replaces the view with a second subscribe and refuses one it does not know', async () => {
    const board = await newBoard(nodes);
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
    const board = await newBoard(nodes);
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
    const board = await newBoard(nodes, { window: 'daily' });
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
    const board = await newBoard(nodes);
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
