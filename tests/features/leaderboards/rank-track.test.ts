import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import type { RankMove } from '../../../src/contract/rank-moves.js';
import type { RankOrder } from '../../../src/engine/ranks.js';
import { RankTrack, undoMoves } from '../../../src/features/leaderboards/live/rank-track.js';
import { BoardModel } from '../../support/board-model.js';

const players = Array.from({ length: 12 }, (_, index) => `p${index}`);
const orders: fc.Arbitrary<RankOrder> = fc.record(
  {
    order: fc.constantFrom('desc', 'asc'),
    ties: fc.constantFrom('first', 'shared'),
    minScore: fc.constant(0),
  },
  { requiredKeys: ['order', 'ties'] },
);
const update = fc.record({
  playerId: fc.constantFrom(...players),
  operation: fc.constantFrom('set', 'add', 'best', 'remove'),
  score: fc.integer({ min: -3, max: 8 }),
});
const updates = fc.array(update, { maxLength: 60 });

const ranked = (model: BoardModel, playerId: string) => {
  const row = model.row(playerId);
  return row && row.rank !== null ? { score: row.score, turn: row.turn, rank: row.rank } : undefined;
};

describe('tracked ranks', () => {
  it('follow the moves of everybody exactly', () => {
    fc.assert(
      fc.property(orders, updates, updates, (order, before, after) => {
        const model = new BoardModel(order);
        for (const each of before) model.apply(each);
        const track = new RankTrack(order);
        const watched = players.slice(0, 6);
        for (const playerId of watched) track.add(playerId, ranked(model, playerId));

        for (const each of after) {
          track.apply(model.apply(each));
          for (const playerId of watched) {
            const expected = ranked(model, playerId);
            if (expected) expect(track.standingOf(playerId)).toEqual(expected);
          }
        }
      }),
      { numRuns: 300 },
    );
  });

  it('can be taken back by undoing moves', () => {
    fc.assert(
      fc.property(orders, updates, updates, (order, before, after) => {
        const model = new BoardModel(order);
        for (const each of before) model.apply(each);
        const then = players.map((playerId) => ranked(model, playerId));
        const moves: RankMove[] = after.map((each) => model.apply(each));

        for (const [index, playerId] of players.entries()) {
          const now = ranked(model, playerId);
          const wasHidden = moves.some((move) => move.playerId === playerId);
          if (!now && !wasHidden) continue;
          const found = undoMoves(playerId, now, moves, order);
          if (then[index]) expect(found).toEqual(then[index]);
        }
      }),
      { numRuns: 300 },
    );
  });

  it('forget a player without moving the others', () => {
    const track = new RankTrack({ order: 'desc', ties: 'first' });
    track.add('a', { score: 9, turn: 1, rank: 1 });
    track.add('b', { score: 8, turn: 2, rank: 2 });
    track.apply({ playerId: 'x', before: undefined, after: { score: 10, turn: 3, rank: 1 } });

    track.delete('a');

    expect(track.has('a')).toBe(false);
    expect(track.standingOf('b')).toEqual({ score: 8, turn: 2, rank: 3 });
  });
});
