import { describe, expect, it } from '@jest/globals';
import type { Change } from '../../../src/engine/engine.js';
import { eventually } from '../../support/eventually.js';
import { descending, moves } from './boards.js';
import { type Stage, says, type stages } from './stage.js';

const BOARD = 'leaderboard:b';
const all = { kind: 'slice', from: 0, count: 100 } as const;

const read = ({ engine, project }: Stage, window = 'w1') =>
  engine.ranks.read(project, BOARD, [{ window, order: descending, select: all }]);

const windows = ({ engine, project }: Stage, offset = 0, limit = 100) =>
  engine.ranks.windows(project, BOARD, { offset, limit });

export function boardReadContract(stage: ReturnType<typeof stages>): void {
  describe('the ranks of a board', () => {
    it('are empty, at a position one can resume from, before the first score', async () => {
      const set = await stage();

      const { pages, ...position } = await read(set);

      expect(pages).toEqual([{ rows: [], total: 0 }]);
      expect(position.offset).toBe(0);
      const page = await set.channels.history(set.project, BOARD, { after: position, limit: 9 });
      expect(page.reach).toBe('complete');
    });

    it('belong to the position they are read with', async () => {
      const set = await stage();
      const [position] = await set.commit(moves([['p', 'set', 5]]));

      expect(await read(set)).toMatchObject(position ?? {});
    });

    it('show what the last change of a player said of it', async () => {
      const set = await stage();
      const profile = async (change: Partial<Change>) => {
        await set.publish('player:p:1', 'x', change);
        return (await read(set)).pages[0]?.rows[0]?.profile;
      };
      await set.commit(moves([['p:1', 'set', 5]]));

      expect(await profile({})).toBeUndefined();
      expect(await profile({ profile: '{"a":"=-"}' })).toBe('{"a":"=-"}');
      expect(await profile({})).toBe('{"a":"=-"}');
      expect(await profile({ profile: null })).toBeUndefined();
    });

    it('are apart per window, and windows are listed newest first', async () => {
      const set = await stage();
      for (const startsAt of [2, 1, 3]) {
        await set.commit(moves([['p', 'add', startsAt]], { window: `w${startsAt}`, startsAt }));
      }

      expect((await read(set, 'w2')).pages[0]?.rows).toMatchObject([{ playerId: 'p', score: 2, rank: 1 }]);
      expect(await windows(set)).toEqual(['w3', 'w2', 'w1']);
      expect(await windows(set, 1, 1)).toEqual(['w2']);
    });

    it('list their board among those of its kind with the first score', async () => {
      const set = await stage();
      const listed = () => set.channels.list(set.project, 'leaderboard', { offset: 0, limit: 9 });

      await set.commit(moves([['p', 'remove', 0]]));
      const before = await listed();
      await set.commit(moves([['p', 'set', 0]]));

      expect(before.channels).toEqual([]);
      expect(await windows(set)).toEqual(['w1']);
      expect((await listed()).channels).toEqual([BOARD]);
    });

    it('are gone when their window is not kept any longer', async () => {
      const set = await stage();
      await set.commit(moves([['p', 'set', 1]], { keepUntil: Date.now() + 300 }));
      await set.commit(moves([['p', 'set', 1]], { window: 'w2', startsAt: 2 }));
      expect(await windows(set)).toEqual(['w2', 'w1']);

      await eventually(async () => expect(await windows(set)).toEqual(['w2']));

      expect((await read(set)).pages).toEqual([{ rows: [], total: 0 }]);
    });

    it('can be forgotten with all their windows', async () => {
      const set = await stage();
      await set.commit(moves([['p', 'set', 1]]));
      await set.commit(says(BOARD, 'x'));

      await set.engine.ranks.forget(set.project, BOARD);
      await set.engine.ranks.forget(set.project, BOARD);

      expect(await read(set)).toMatchObject({ offset: 2, pages: [{ rows: [], total: 0 }] });
      expect(await windows(set)).toEqual([]);
      expect((await set.channels.list(set.project, 'leaderboard', { offset: 0, limit: 9 })).total).toBe(0);
    });
  });
}
