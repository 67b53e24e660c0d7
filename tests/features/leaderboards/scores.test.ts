import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Nodes, startNodes } from './nodes.js';

let nodes: Nodes;

beforeAll(async () => {
  nodes = await startNodes(0);
});
afterAll(() => nodes.close());

const page = async (board: string, query = '') => (await nodes.rest(`/leaderboards/${board}${query}`)).body;
const rows = async (board: string, query = '') =>
  (await page(board, query)).rankings.map(({ rank, playerId, score }: Record<string, unknown>) => [
    rank,
    playerId,
    score,
  ]);
const track = async (playerId: string, eventType: string, more: object) =>
  (await nodes.rest('/events', { playerId, eventType, ...more })).body;

const DAY = 86_400_000;

describe('scores', () => {
  it('are counted by the aggregate of the board, or as they are told to', async () => {
    await nodes.score('sum', 'ann', 5);
    const added = (await nodes.score('sum', 'ann', 2.5)).body;
    const set = (await nodes.score('sum', 'ann', 1, { operation: 'set' })).body;
    const kept = (await nodes.score('sum', 'ann', 0, { operation: 'best' })).body;

    expect(added).toEqual({ rank: 1, previousRank: 1, score: 7.5 });
    expect(set).toEqual({ rank: 1, previousRank: 1, score: 1 });
    expect(kept).toEqual({ rank: 1, previousRank: 1, score: 1 });
  });

  it('share ranks or go by who was first, as the board says, in both orders', async () => {
    for (const [player, score] of [
      ['a', 3],
      ['b', 1],
      ['c', 3],
      ['d', 2],
      ['e', 1],
    ] as const) {
      await nodes.score('asc', player, score);
    }
    await nodes.score('asc', 'b', 5);
    await nodes.score('asc', 'b', 1);

    expect(await rows('asc')).toEqual([
      [1, 'e', 1],
      [1, 'b', 1],
      [3, 'd', 2],
      [4, 'a', 3],
      [4, 'c', 3],
    ]);
  });

  it('come from events in the same commit as everything else, with what was skipped', async () => {
    const { effects } = await track('eve', 'scored', { properties: { score: 100 } });

    expect(effects).toMatchObject([
      { type: 'submit_score', leaderboardId: 'sum', score: 100 },
      { type: 'score_skipped', leaderboardId: 'idle', reason: 'inactive' },
    ]);
    expect((await rows('sum'))[0]).toEqual([1, 'eve', 100]);
  });

  it('go into the window of the event, late ones for an hour and then not at all', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const old = Date.now() - 3 * DAY;
    await track('ann', 'played', { properties: { score: 3 } });
    const late = await track('ann', 'played', { properties: { score: 4 }, timestamp: old });

    expect(late.effects).toEqual([
      {
        id: expect.stringMatching(/:1$/),
        type: 'score_skipped',
        leaderboardId: 'daily',
        reason: 'window_closed',
      },
    ]);
    expect(await page('daily')).toMatchObject({ window: today, rankings: [{ playerId: 'ann', score: 3 }] });
    expect(await rows('daily', `?window=${new Date(old).toISOString().slice(0, 10)}`)).toEqual([]);
  });

  it('count for an hourly window that is over but still takes late ones', async () => {
    const hour = new Date(Math.floor(Date.now() / 3_600_000) * 3_600_000 - 1000);
    await nodes.rest(
      '/admin/leaderboards/hourly',
      { source: { eventType: 'won', points: 1 } },
      { method: 'PATCH' },
    );

    const { effects } = await track('ann', 'won', { timestamp: hour.toISOString() });

    expect(effects).toEqual([]);
    expect(await rows('hourly')).toEqual([]);
    expect(await rows('hourly', `?window=${hour.toISOString().slice(0, 13)}`)).toEqual([[1, 'ann', 1]]);
    const { data } = (await nodes.rest('/leaderboards/hourly/windows')).body;
    expect(data.map(({ state, total }: Record<string, unknown>) => [state, total])).toEqual([
      ['open', 0],
      ['late', 1],
    ]);
  });

  it('rank a metric per segment of a player', async () => {
    await nodes.rest('/players/eu', { metadata: { region: 'eu' } }, { method: 'PUT' });
    await nodes.rest('/players/us', { metadata: { region: 'us' } }, { method: 'PUT' });
    for (const [player, amount] of [
      ['eu', 30],
      ['us', 40],
      ['eu', 5],
    ] as const) {
      await nodes.rest(`/players/${player}/xp`, { amount });
    }

    expect(await rows('region@eu')).toEqual([[1, 'eu', 35]]);
    expect(await rows('region@us')).toEqual([[1, 'us', 40]]);
    expect(await rows('region@mars')).toEqual([]);
  });

  it.each([
    ['NaN', '{"playerId":"x","score":NaN}'],
    ['Infinity', '{"playerId":"x","score":1e999}'],
    ['a string', '{"playerId":"x","score":"9"}'],
    ['more than 2^53-1', '{"playerId":"x","score":9007199254740992}'],
    ['nothing', '{"playerId":"x"}'],
  ])('are refused when they are %s, and nothing is applied', async (_name, body) => {
    const answer = await fetch(`${nodes.url()}/api/v1/leaderboards/sum/scores`, {
      method: 'POST',
      headers: { 'x-api-key': 'test-key-0123456789', 'content-type': 'application/json' },
      body,
    });

    expect(answer.status).toBe(400);
    expect(await rows('sum', '?limit=1000')).not.toContainEqual(expect.arrayContaining(['x']));
    expect((await nodes.rest('/players/x')).status).toBe(404);
  });

  it('are refused by a board that is not active or has ended', async () => {
    for (const [board, reason] of [
      ['idle', 'inactive'],
      ['past', 'window_closed'],
    ] as const) {
      const { status, body } = await nodes.score(board, 'x', 1);
      expect([status, body.error.code, body.error.details]).toEqual([409, 'CONFLICT', { reason }]);
    }
    expect((await nodes.rest('/players/x')).status).toBe(404);
  });

  it('are counted once under an idempotency key, with the first answer again', async () => {
    const submit = async () => {
      const answer = await fetch(`${nodes.url()}/api/v1/leaderboards/sum/scores`, {
        method: 'POST',
        headers: {
          'x-api-key': 'test-key-0123456789',
          'content-type': 'application/json',
          'x-idempotency-key': 'score-1',
        },
        body: JSON.stringify({ playerId: 'once', score: 7 }),
      });
      return answer.json();
    };

    const first = await submit();
    await nodes.score('sum', 'other', 1000);

    expect(await submit()).toEqual(first);
    expect((await rows('sum')).find(([, playerId]: string[]) => playerId === 'once')).toMatchObject([
      3,
      'once',
      7,
    ]);
  });

  it('fix how a board counts, and leave the rest of it open', async () => {
    const patch = (fields: object) => nodes.rest('/admin/leaderboards/sum', fields, { method: 'PATCH' });

    for (const fields of [{ order: 'asc' }, { aggregate: 'best' }, { window: 'daily' }, { ties: 'shared' }]) {
      expect((await patch(fields)).status).toBe(409);
    }
    expect((await patch({ topN: 5, minScore: 50 })).status).toBe(200);
    expect((await page('sum')).rankings.every(({ score }: { score: number }) => score >= 50)).toBe(true);
    await patch({ minScore: null });
  });

  it('go with the player who is erased', async () => {
    await nodes.score('sum', 'gone', 999);
    await nodes.score('sum', 'after', 998);

    await nodes.rest('/players/gone', undefined, { method: 'DELETE' });

    expect((await nodes.rest('/leaderboards/sum/players/gone')).status).toBe(404);
    expect((await nodes.score('sum', 'after', 0)).body).toMatchObject({ rank: 2, previousRank: 2 });
  });

  it('go with the board that is removed', async () => {
    await nodes.rest('/admin/leaderboards', { id: 'brief', name: 'Brief' });
    await nodes.score('brief', 'ann', 5);
    await nodes.rest('/admin/leaderboards/brief', undefined, { method: 'DELETE' });
    await nodes.rest('/admin/leaderboards', { id: 'brief', name: 'Brief', order: 'asc' });

    await nodes.score('brief', 'bob', 7);

    expect(await rows('brief')).toEqual([[1, 'bob', 7]]);
  });

  it('are not taken of banned players or from players', async () => {
    await nodes.rest('/players/bad', { status: 'banned' }, { method: 'PUT' });

    expect((await nodes.score('sum', 'bad', 1)).status).toBe(403);
  });
});
