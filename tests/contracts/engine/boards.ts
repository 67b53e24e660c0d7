import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { decodeBody } from '../../../src/contract/publication.js';
import { decodeRankMoves, hasMoved } from '../../../src/contract/rank-moves.js';
import type { Change } from '../../../src/engine/engine.js';
import type { RankChange, RankOrder, RankUpdate } from '../../../src/engine/ranks.js';
import { BoardModel } from '../../support/board-model.js';
import { type Stage, says, type stages } from './stage.js';

const BOARD = 'leaderboard:b';
export const descending: RankOrder = { order: 'desc', ties: 'first' };
const highScore = { name: 'new_high_score', json: '{"playerId":"p"}' };

const plenty = () => ({ publications: 1000, ttlMs: 60_000 });

type Brief = readonly [playerId: string, operation: RankUpdate['operation'], score: number];

/** A change of a board that says nothing else. */
export const moves = (updates: readonly Brief[], ranks: Partial<RankChange> = {}): Change => ({
  channel: BOARD,
  quiet: true,
  publication: { at: 1, events: [] },
  ranks: {
    window: 'w1',
    order: descending,
    startsAt: 1,
    report: true,
    updates: updates.map(([playerId, operation, score]) => ({ playerId, operation, score })),
    ...ranks,
  },
});

const orders: fc.Arbitrary<RankOrder> = fc.record(
  {
    order: fc.constantFrom('desc', 'asc'),
    ties: fc.constantFrom('first', 'shared'),
    size: fc.integer({ min: 1, max: 6 }),
    minScore: fc.integer({ min: -2, max: 4 }),
  },
  { requiredKeys: ['order', 'ties'] },
);
const players = ['a', 'b:1', 'c@x', 'd', 'e', 'f', 'g', 'h'];
const updates: fc.Arbitrary<Brief[]> = fc.array(
  fc.tuple(
    fc.constantFrom(...players),
    fc.constantFrom('set', 'add', 'add', 'best', 'best', 'remove'),
    fc.integer({ min: -3, max: 6 }),
  ),
  { minLength: 1, maxLength: 25 },
);

/** What commits of a board published, in order. */
async function published({ channels, project }: Stage) {
  const entries = await channels.historyBefore(project, BOARD, { limit: 100 });
  return entries.toReversed().map(({ text }) => decodeBody(text));
}

export function boardContract(stage: ReturnType<typeof stages>): void {
  describe('a change of ranks', () => {
    it('moves entries as sorting them all would', async () => {
      const { channels, engine } = await stage();
      let run = 0;
      await fc.assert(
        fc.asyncProperty(orders, updates, async (order, briefs) => {
          const project = `model-${run++}`;
          const model = new BoardModel(order);
          for (const brief of briefs) {
            const [playerId, operation, score] = brief;
            const expected = model.apply({ playerId, operation, score });
            const committed = await channels.commit({ project, changes: [moves([brief], { order })] });
            const [text = ''] = committed.status === 'committed' ? (committed.ranks ?? []) : [];
            const [move] = decodeRankMoves(text).moves;
            for (const side of ['before', 'after'] as const) {
              // The rank of an entry that cannot be ranked is nobody's business.
              const rank = Number.isNaN(expected[side]?.rank) ? expect.any(Number) : expected[side]?.rank;
              expect(move?.[side]).toEqual(expected[side] && { ...expected[side], rank });
            }
          }
          const selections = [
            { kind: 'slice', from: 0, count: 100 },
            { kind: 'slice', from: 2, count: 2 },
            { kind: 'players', playerIds: ['d', 'a', 'nobody'] },
            ...players.map((playerId) => ({ kind: 'around', playerId, span: 1 }) as const),
          ] as const;
          const queries = selections.map((select) => ({ window: 'w1', order, select }));
          const { pages } = await engine.ranks.read(project, BOARD, queries);
          for (const [index, { rows, total }] of pages.entries()) {
            const select = selections[index] ?? selections[0];
            expect(rows.map(({ profile: _, ...row }) => row)).toEqual(model.select(select));
            expect(total).toBe(model.ranked().length);
          }
        }),
        { numRuns: 60 },
      );
    });

    it('publishes what moved, after the events of its own', async () => {
      const set = await stage();

      await set.commit({ ...moves([['p', 'set', 5]]), quiet: false });
      await set.commit({
        ...moves([
          ['p', 'best', 4],
          ['q', 'set', 9],
        ]),
        ...says(BOARD, 'hello'),
      });

      const [first, second] = await published(set);
      expect(first).toEqual({ at: 1, events: [], ranks: 'w1 p - - - 5 1 1' });
      expect(second?.events).toEqual([{ name: 'said', json: '{"word":"hello"}' }]);
      expect(second?.ranks).toBe('w1 q - - - 9 2 1');
    });

    it('leaves a board alone that it does not move, when it is quiet', async () => {
      const { commit, channels, project } = await stage();
      const [start] = await commit(moves([['p', 'set', 5]]));

      const [same] = await commit(
        moves([
          ['p', 'best', 5],
          ['p', 'add', 0],
        ]),
      );
      await commit(says('player:p', 'x'), {
        channel: BOARD,
        quiet: true,
        publication: { at: 1, events: [] },
      });

      expect(same).toEqual(start);
      expect((await channels.read(project, BOARD)).offset).toBe(1);
    });

    it('announces the score that beats all others, with the one it beat', async () => {
      const set = await stage(plenty);
      const submit = (playerId: string, operation: RankUpdate['operation'], score: number) =>
        set.commit(
          moves([], {
            order: { ...descending, minScore: 2 },
            updates: [{ playerId, operation, score, highScore }],
          }),
        );

      await submit('p', 'set', 1);
      await submit('p', 'set', 2);
      await submit('q', 'set', 2);
      await submit('q', 'add', 0.5);
      await submit('q', 'set', 4);
      await submit('q', 'set', 3);
      await submit('p', 'best', 3);

      const said = (await published(set)).flatMap(({ events }) => events);
      expect(said.map(({ name }) => name)).toEqual(['new_high_score', 'new_high_score', 'new_high_score']);
      expect(said.map(({ json }) => JSON.parse(json))).toEqual([
        { playerId: 'p', score: 2, previousHighScore: null },
        { playerId: 'p', score: 2.5, previousHighScore: 2 },
        { playerId: 'p', score: 4, previousHighScore: 2.5 },
      ]);
    });

    it('keeps every score exactly and sums within 2^53-1', async () => {
      const { commit, engine, project } = await stage();
      const most = Number.MAX_SAFE_INTEGER;
      const scores = [most, most - 1, 0.1 + 0.2, 0.3, 1e-7, 0, -0.1, -most];
      await commit(moves(scores.map((score, index) => [`p${index}`, 'set', score])));
      await commit(
        moves([
          ['p0', 'add', 1],
          ['p7', 'add', -1],
        ]),
      );

      const select = { kind: 'slice', from: 0, count: 99 } as const;
      const { pages } = await engine.ranks.read(project, BOARD, [
        { window: 'w1', order: descending, select },
      ]);

      expect(pages[0]?.rows.map(({ score }) => score)).toEqual(scores);
    });

    it('finds out ranks only for who asked for a report or follows the window', async () => {
      const set = await stage();
      const submit = (playerId: string, score: number, report = false) =>
        set.channels.commit({
          project: set.project,
          changes: [moves([[playerId, 'set', score]], { report })],
        });

      const unasked = await submit('p', 5);
      const reported = await submit('p', 6, true);
      await set.engine.ranks.follow(set.project, BOARD, ['w1', 'w2']);
      await submit('q', 7);

      expect(unasked).not.toHaveProperty('ranks');
      expect(reported).toMatchObject({ ranks: ['w1 p 5 1 1 6 2 1'] });
      expect((await published(set)).map(({ ranks }) => ranks)).toEqual([
        'w1 p - - - 5 1 -',
        'w1 p 5 1 1 6 2 1',
        'w1 q - - - 7 3 1',
      ]);
      expect(await set.engine.ranks.windows(set.project, BOARD, { offset: 0, limit: 9 })).toEqual(['w1']);
    });

    it('is repeated to whoever repeats its idempotency key', async () => {
      const { channels, project } = await stage();
      const once = { key: 'k', fingerprint: 'f', result: 'line\nline', ttlMs: 60_000 };
      const commit = (score: number) =>
        channels.commit({ project, changes: [moves([['p', 'set', score]])], once });

      const first = await commit(5);
      const repeat = await commit(6);

      const ranks = ['w1 p - - - 5 1 1'];
      expect(first).toMatchObject({ status: 'committed', ranks });
      expect(repeat).toEqual({
        status: 'repeated',
        first: { fingerprint: 'f', result: 'line\nline', ranks },
      });
    });

    it('orders the moves of 200 concurrent writers like their publications', async () => {
      const set = await stage(plenty);
      const model = new BoardModel(descending);
      const add = (index: number) => set.commit(moves([[`p${index % 7}`, 'add', (index % 5) - 1]]));

      await Promise.all(Array.from({ length: 200 }, (_, index) => add(index)));

      const entries = await set.channels.historyBefore(set.project, BOARD, { limit: 1000 });
      for (const { text } of entries.toReversed()) {
        const { moves: moved } = decodeRankMoves(decodeBody(text).ranks ?? '');
        for (const move of moved) {
          expect(hasMoved(move)).toBe(true);
          const score = move.after?.score ?? Number.NaN;
          expect(model.apply({ playerId: move.playerId, operation: 'set', score })).toEqual(move);
        }
      }
    });
  });
}
