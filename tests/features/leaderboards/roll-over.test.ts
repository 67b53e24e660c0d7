import { afterAll, beforeAll, expect, it, jest } from '@jest/globals';
import { openBoard } from '../../gateways/phoenix/client.js';
import { eventually } from '../../support/eventually.js';
import { last, namesOf, newBoard } from './following.js';
import { type Nodes, startNodes } from './nodes.js';

const EDGE = Date.parse('2030-03-31T01:00:00Z');

/** Puts the clock to an instant from which it goes on. */
function setClock(at: number): void {
  const shift = at - realNow();
  jest.spyOn(Date, 'now').mockImplementation(() => realNow() + shift);
}
const realNow = Date.now;

let nodes: Nodes;
beforeAll(async () => {
  setClock(EDGE - 60_000);
  nodes = await startNodes(0);
});
afterAll(async () => {
  await nodes.close();
  jest.restoreAllMocks();
});

it('sends the new window at the edge, and nothing of the old one after it', async () => {
  const [player, board] = [await nodes.connect('ann'), 'hourly'];
  const phoenix = await openBoard({ url: nodes.url(), board });
  await nodes.score(board, 'ann', 5);
  await player.ask('subscribe', { channel: 'leaderboard', leaderboardId: board });
  expect(await player.next('leaderboard_updated')).toMatchObject({ window: '2030-03-31T00', total: 1 });
  expect(await phoenix.next('snapshot')).toMatchObject({ window_key: '2030-03-31T00' });

  setClock(EDGE + 500);

  expect(await player.next('leaderboard_updated')).toMatchObject({ window: '2030-03-31T01', total: 0 });
  expect(await phoenix.next('snapshot')).toMatchObject({ window_key: '2030-03-31T01', entries: [] });
  const { body } = await nodes.rest('/leaderboards/hourly/windows');
  expect(body.data).toMatchObject([
    { window: '2030-03-31T01', state: 'open', total: 0 },
    { window: '2030-03-31T00', state: 'late', total: 1 },
  ]);

  await nodes.score(board, 'ann', 3);
  expect(await player.next('rank_changed')).toMatchObject({
    window: '2030-03-31T01',
    rank: 1,
    previousRank: null,
  });
  await eventually(() => {
    const updates = phoenix.received.filter(({ type }) => type === ('score_update' as never));
    expect(updates.map(({ new_score }) => new_score)).toEqual([5, 3]);
  });
  phoenix.ws.terminate();
});

it('takes a connection that follows the ended window by name, too, into the new one', async () => {
  setClock(EDGE - 60_000);
  const [player, board] = [await nodes.connect('bob'), await newBoard(nodes, { window: 'hourly' })];
  const old = { channel: 'leaderboard', leaderboardId: board, window: '2030-03-31T00' };
  await player.ask('subscribe', old);
  await player.ask('subscribe', { channel: 'leaderboard', leaderboardId: board });
  await nodes.score(board, 'bob', 5);
  expect(await player.next('rank_changed')).toMatchObject({
    window: old.window,
    rank: 1,
    previousRank: null,
  });

  setClock(EDGE + 500);
  await eventually(() =>
    expect(last(player, 'leaderboard_updated')).toMatchObject({ window: '2030-03-31T01', total: 0 }),
  );
  await nodes.score(board, 'bob', 3);

  expect(await player.next('rank_changed')).toMatchObject({ window: '2030-03-31T01', previousRank: null });
  expect(last(player, 'new_high_score')).toMatchObject({ window: '2030-03-31T01', previousHighScore: null });
  expect(namesOf(player).filter((name) => name === 'new_high_score')).toHaveLength(2);
  const told = player.received.length;
  await nodes.rest(`/admin/leaderboards/${board}`, { name: 'Edited' }, { method: 'PATCH' });
  await eventually(() => {
    const windows = player.received.slice(told).map(({ fields }) => fields.window);
    expect(windows.toSorted()).toEqual(['2030-03-31T00', '2030-03-31T01']);
  });
});
