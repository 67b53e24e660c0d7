import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '../../socket-io/client.js';
import { eventually } from '../../support/eventually.js';
import { follow, last, namesOf, newBoard, playersOf } from './following.js';
import { type Nodes, startNodes } from './nodes.js';

const HOUR = 3_600_000;
const count = (client: Client, name: string) => namesOf(client).filter((each) => each === name).length;

describe.each([
  ['a memory node', 0],
  ['two nodes', 2],
])('windows of one leaderboard followed by one connection on %s', (_name, size) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(size);
  });
  afterEach(() => nodes.leave());
  afterAll(() => nodes.close());
  const far = size > 1 ? { node: 1 } : {};

  const draw = (board: string) =>
    nodes.rest(`/channels/leaderboard:${board}/events`, { event: 'prize_drawn', data: { prize: 'cup' } });

  /** A board of hours, which takes scores of the last hour, too, and the keys of both. */
  async function newHours() {
    const points = { var: 'properties.score' };
    const board = await newBoard(nodes, { window: 'hourly', source: { eventType: 'played', points } });
    const play = (playerId: string, score: number, timestamp = Date.now()) =>
      nodes.rest('/events', { playerId, eventType: 'played', properties: { score }, timestamp });
    await play('zoe', 1);
    await play('zoe', 1, Date.now() - HOUR);
    const { body } = await nodes.rest(`/leaderboards/${board}/windows`);
    const [now, before] = body.data.map(({ window }: { window: string }) => window);
    return { board, play, now, before };
  }

  it('counts as replayed what it sends, not what other windows had', async () => {
    const { board, play, before } = await newHours();
    const gone = await nodes.connect('eve', far);
    const { position } = await follow(gone, board, { window: before });
    gone.close();
    for (const score of [5, 6, 7]) await play('ann', score);
    await play('bob', 9, Date.now() - HOUR);
    await draw(board);

    const client = await nodes.connect('eve', far);
    const answer = await follow(client, board, { window: before, since: position });

    expect(answer).toMatchObject({ recovered: true, replayed: 2 });
    expect(namesOf(client).filter((name) => name !== 'leaderboard_updated')).toEqual([
      'new_high_score',
      'prize_drawn',
    ]);
    expect(await client.next('new_high_score')).toMatchObject({ window: before, playerId: 'bob' });
  });

  it('announces what happens once, and shows each view', async () => {
    const { board, play, now } = await newHours();
    const client = await nodes.connect('ann', far);
    await follow(client, board, { view: { top: 1 } });
    await follow(client, board, { window: now, view: { around: 0 } });

    await play('bob', 7);
    await play('ann', 5);
    await draw(board);

    await eventually(() => {
      const shown = client.received
        .filter(({ name }) => name === 'leaderboard_updated')
        .map(({ fields }) => playersOf(fields)?.[0]);
      expect(new Set(shown.slice(-2))).toEqual(new Set(['ann', 'bob']));
      expect(last(client, 'rank_changed')).toMatchObject({ window: now, rank: 2, previousRank: null });
      expect(count(client, 'prize_drawn')).toBe(1);
    });
    expect(count(client, 'rank_changed')).toBe(1);
    expect(count(client, 'new_high_score')).toBe(1);
  });

  it.each(['current', 'named'])('goes on with what is left when the %s one ends', async (which) => {
    const { board, play, now } = await newHours();
    const client = await nodes.connect('ann', far);
    const [first, second] = [{}, { window: now }];
    await follow(client, board, first);
    await follow(client, board, second);
    const ended = which === 'named' ? second : first;
    await client.ask('unsubscribe', { channel: 'leaderboard', leaderboardId: board, ...ended });

    await play('ann', 5);
    await play('ann', 1);

    await eventually(() => {
      expect(last(client, 'leaderboard_updated')).toMatchObject({ rankings: [{ score: 6 }, { score: 1 }] });
      expect(last(client, 'rank_changed')).toMatchObject({ rank: 1, previousRank: null });
    });
    expect(count(client, 'rank_changed')).toBe(1);
    expect(count(client, 'new_high_score')).toBe(2);
  });

  it.each([
    ['together', true],
    ['one after the other', false],
  ])('sends what both missed once when they resume %s', async (_how, together) => {
    const { board, play, now } = await newHours();
    await play('ann', 2);
    const gone = await nodes.connect('ann', far);
    const { position: since } = await follow(gone, board);
    gone.close();
    await play('bob', 9);
    await draw(board);
    const items = [{ since }, { since, window: now }].map((more) => ({
      channel: 'leaderboard',
      leaderboardId: board,
      ...more,
    }));

    const client = await nodes.connect('ann', far);
    const answers = together
      ? [(await client.ask('subscribe', items as never)).results].flat()
      : [await client.ask('subscribe', items[0] ?? {}), await client.ask('subscribe', items[1] ?? {})];

    expect(answers).toMatchObject([
      { recovered: true, replayed: 2 },
      { recovered: true, replayed: 0 },
    ]);
    await play('bob', 1);
    await eventually(() => expect(last(client, 'new_high_score')).toMatchObject({ score: 10 }));
    await eventually(() => expect(count(client, 'rank_changed')).toBe(1));
    expect(count(client, 'new_high_score')).toBe(2);
    expect(count(client, 'prize_drawn')).toBe(1);
  });

  it('replays to a subscription that is begun again what it asks for', async () => {
    const { board, play } = await newHours();
    const client = await nodes.connect('eve', far);
    const { position: since } = await follow(client, board);
    await play('bob', 9);
    await client.next('new_high_score');
    await client.ask('unsubscribe', { channel: 'leaderboard', leaderboardId: board });

    expect(await follow(client, board, { since })).toMatchObject({ recovered: true, replayed: 1 });
    expect(await follow(client, board, { since })).toMatchObject({ recovered: true, replayed: 1 });
  });

  it('takes `current` for the window that is asked for without a name', async () => {
    const { board } = await newHours();
    const client = await nodes.connect('eve', far);
    await follow(client, board);
    await follow(client, board, { window: 'current', view: { top: 1 } });

    const { subscriptions } = await client.ask('subscriptions', {});
    expect(subscriptions).toMatchObject([{ window: 'current', view: { top: 1 } }]);
    await client.ask('unsubscribe', { channel: 'leaderboard', leaderboardId: board });
    expect(await client.ask('subscriptions', {})).toMatchObject({ subscriptions: [] });
  });
});
