import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import type { RankMove } from '../../../src/contract/rank-moves.js';
import type { RankOrder } from '../../../src/engine/ranks.js';
import { type Nodes, startNodes } from '../../features/leaderboards/nodes.js';
import { BoardModel } from '../../support/board-model.js';
import { eventually } from '../../support/eventually.js';
import { openBoard, type PhoenixClient } from './client.js';

const UPDATES = 2000;
const BATCH = 100;
const players = Array.from({ length: 60 }, (_, index) => `p${index}`);
const order: RankOrder = { order: 'desc', ties: 'first' };

type Inside = (move: RankMove) => boolean;

/** A player is in the band or has just left it. */
const band =
  (from: number, to: number): Inside =>
  ({ before, after }) =>
    [before, after].some(
      (standing) => standing?.rank !== undefined && standing.rank >= from && standing.rank <= to,
    );

const filters: readonly (readonly [object, Inside])[] = [
  [{ type: 'none' }, () => true],
  [{ type: 'top_n', n: 10 }, band(1, 10)],
  [{ type: 'page_range', page: 2, page_size: 10 }, band(11, 20)],
  [{ type: 'page_aware', page: 2, page_size: 10, buffer_size: 5 }, band(6, 25)],
  [{ type: 'page_aware', page: 3, page_size: 10 }, band(11, 40)],
  [{ type: 'rank_range', min_rank: 20, max_rank: 22 }, band(20, 22)],
  [
    { type: 'user_ids', user_ids: ['p1', 'p2', 'p40'] },
    ({ playerId }) => ['p1', 'p2', 'p40'].includes(playerId),
  ],
];

let nodes: Nodes;
beforeAll(async () => {
  nodes = await startNodes(2);
});
afterAll(() => nodes.close());

/** Numbers that look random and are the same in every run. */
function numbers(): () => number {
  let state = 12_345;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

describe('filters of the live board gateway', () => {
  it('let through what they should and nothing else, over thousands of updates, with the right ranks', async () => {
    const clients: PhoenixClient[] = [];
    for (const [index, [filter]] of filters.entries()) {
      const client = await openBoard({ url: nodes.url(index % 2), board: 'sum' });
      client.say({ type: 'configure', filter });
      await client.next('config_ack');
      clients.push(client);
    }
    const next = numbers();
    const model = new BoardModel(order);
    const moves: RankMove[] = [];

    for (let done = 0; done < UPDATES; done += BATCH) {
      const events = Array.from({ length: BATCH }, () => ({
        playerId: players[Math.floor(next() * players.length)] ?? '',
        eventType: 'scored',
        properties: { score: Math.floor(next() * 200) - 60 },
      }));
      // One player per request keeps the order in which scores are counted known.
      for (const { playerId, properties } of events) {
        moves.push(model.apply({ playerId, operation: 'add', score: properties.score }));
      }
      for (const event of events) await nodes.rest('/events', event, { node: done % 2 });
    }

    for (const [index, [filter, inside]] of filters.entries()) {
      const expected = moves
        .filter((move) => move.before?.turn !== move.after?.turn && inside(move))
        .map(({ playerId, after }) => ({
          user_id: playerId,
          new_score: after?.score,
          new_rank: after?.rank,
        }));
      await eventually(() => {
        const updates =
          clients[index]?.received.filter(({ type }) => type === ('score_update' as never)) ?? [];
        const told = updates.map(({ type: _, ...fields }) => fields);
        expect({ filter, told }).toEqual({ filter, told: expected });
      }, 15_000);
    }
    for (const { ws } of clients) ws.terminate();
  }, 120_000);
});
