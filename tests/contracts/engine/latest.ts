import { describe, expect, it } from '@jest/globals';
import { says, type stages } from './stage.js';

const value = (key: string, text: string) => ({ key, text });

export function latestContract(stage: ReturnType<typeof stages>): void {
  describe('latest values', () => {
    it('are those of the newest publication that brought each key, newest first', async () => {
      const { channels, project, publish } = await stage();
      await publish('stream:s', 'one', { latest: [value('a', 'a1'), value('b', 'b1')] });
      await publish('stream:s', 'two', { latest: [value('a', 'a2')] });
      const { epoch } = await publish('stream:s', 'three');

      expect(await channels.latest(project, 'stream:s', { newest: 10 })).toEqual({
        epoch,
        offset: 3,
        values: [
          { key: 'a', text: 'a2', offset: 2 },
          { key: 'b', text: 'b1', offset: 1 },
        ],
      });
    });

    it('are found by key, also the empty one, and what is not there is left out', async () => {
      const { channels, project, publish } = await stage();
      await publish('stream:s', 'one', { latest: [value('', 'none'), value('ü\n"', 'text\nof two lines')] });

      const { values } = await channels.latest(project, 'stream:s', { keys: ['ü\n"', 'unknown', ''] });

      expect(values.map(({ key, text }) => [key, text])).toEqual([
        ['ü\n"', 'text\nof two lines'],
        ['', 'none'],
      ]);
    });

    it('are limited to the newest asked for', async () => {
      const { channels, project, publish } = await stage();
      for (const key of ['a', 'b', 'c', 'a']) await publish('stream:s', key, { latest: [value(key, key)] });

      const { values } = await channels.latest(project, 'stream:s', { newest: 2 });

      expect(values.map(({ key, offset }) => [key, offset])).toEqual([
        ['a', 4],
        ['c', 3],
      ]);
    });

    it('outlive the publications that brought them, but not the history', async () => {
      const { channels, project, publish, letPass } = await stage(() => ({ publications: 2, ttlMs: 150 }));
      await publish('stream:s', 'first', { latest: [value('a', 'a1')] });
      for (const word of ['2', '3', '4']) await publish('stream:s', word);
      const kept = await channels.latest(project, 'stream:s', { newest: 10 });

      await letPass(400);

      expect(kept.values).toEqual([{ key: 'a', text: 'a1', offset: 1 }]);
      expect((await channels.latest(project, 'stream:s', { newest: 10 })).values).toEqual([]);
    });

    it('stay as they were when the commit is refused', async () => {
      const { channels, project, commit, publish } = await stage();
      await publish('stream:s', 'one', { latest: [value('a', 'a1')] });
      const stale = { epoch: 'none.none', offset: 7 };

      const refused = commit(
        says('stream:s', 'two', { latest: [value('a', 'a2')] }),
        says('stream:t', 'two', { expect: stale }),
      );

      await expect(refused).rejects.toThrow();
      expect((await channels.latest(project, 'stream:s', { keys: ['a'] })).values).toEqual([
        { key: 'a', text: 'a1', offset: 1 },
      ]);
    });

    it('of a channel nobody wrote are none, as of its beginning', async () => {
      const { channels, project } = await stage();

      const { epoch, offset, values } = await channels.latest(project, 'stream:new', { newest: 10 });

      expect({ offset, values }).toEqual({ offset: 0, values: [] });
      expect((await channels.read(project, 'stream:new')).epoch).toBe(epoch);
    });
  });
}
