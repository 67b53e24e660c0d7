import { describe, expect, it } from '@jest/globals';
import { KEPT, type Stage, type stages, words, wordsOf } from './stage.js';

const pageBefore = ({ channels, project }: Stage, limit: number, offset?: number) =>
  channels.historyBefore(project, 'chat:a', offset === undefined ? { limit } : { before: offset, limit });

async function fill({ publish }: Stage, count: number): Promise<string> {
  let epoch = '';
  for (const word of words(count)) ({ epoch } = await publish('chat:a', word));
  return epoch;
}

export function oldPagesContract(stage: ReturnType<typeof stages>): void {
  describe('history before an offset', () => {
    it('goes back page by page, newest first', async () => {
      const set = await stage();
      await fill(set, 5);

      const first = await pageBefore(set, 2);
      const second = await pageBefore(set, 2, first.at(-1)?.offset);
      const third = await pageBefore(set, 2, second.at(-1)?.offset);

      expect([first, second, third].map(wordsOf)).toEqual([['w5', 'w4'], ['w3', 'w2'], ['w1']]);
      expect(first.map(({ offset }) => offset)).toEqual([5, 4]);
      expect(await pageBefore(set, 2, 1)).toEqual([]);
    });

    it('ends where nothing older is kept, and is empty for a channel nobody wrote', async () => {
      const set = await stage();
      expect(await pageBefore(set, 9)).toEqual([]);
      await fill(set, KEPT + 2);

      expect(wordsOf(await pageBefore(set, 99))).toEqual(words(KEPT, 3).reverse());
      expect(wordsOf(await pageBefore(set, 99, 999))).toEqual(words(KEPT, 3).reverse());
    });
  });

  describe('redacting', () => {
    it('empties a publication in its place, everywhere, and may be repeated', async () => {
      const set = await stage();
      const epoch = await fill(set, 4);

      await set.channels.redact(set.project, 'chat:a', 2);
      await set.channels.redact(set.project, 'chat:a', 2);

      const page = await set.channels.history(set.project, 'chat:a', {
        after: { epoch, offset: 0 },
        limit: 9,
      });
      expect(page.reach).toBe('complete');
      expect(page.publications[1]).toEqual({ channel: 'chat:a', epoch, offset: 2, text: '' });
      expect(wordsOf(page.publications)).toEqual(['w1', '', 'w3', 'w4']);
      expect(wordsOf(await pageBefore(set, 9))).toEqual(['w4', 'w3', '', 'w1']);
      expect(await set.channels.read(set.project, 'chat:a')).toMatchObject({ epoch, offset: 4 });
    });

    it('works for all there is, at the top and at the edges of pages', async () => {
      const set = await stage();
      const epoch = await fill(set, 4);
      const page = (offset: number, limit: number) =>
        set.channels.history(set.project, 'chat:a', { after: { epoch, offset }, limit });

      for (const offset of [4, 1, 2, 3]) await set.channels.redact(set.project, 'chat:a', offset);

      expect(wordsOf((await page(0, 2)).publications)).toEqual(['', '']);
      expect(await page(2, 2)).toMatchObject({ reach: 'complete', offset: 4 });
      expect(wordsOf(await pageBefore(set, 9))).toEqual(['', '', '', '']);
      await set.publish('chat:a', 'w5');
      expect(wordsOf((await page(1, 9)).publications)).toEqual(['', '', '', 'w5']);
    });

    it('lets redacted publications be trimmed like others', async () => {
      const set = await stage();
      const epoch = await fill(set, KEPT);
      for (const offset of [1, 2]) await set.channels.redact(set.project, 'chat:a', offset);

      await set.publish('chat:a', `w${KEPT + 1}`);

      const page = (offset: number) =>
        set.channels.history(set.project, 'chat:a', { after: { epoch, offset }, limit: 9 });
      expect((await page(0)).reach).toBe('lost');
      expect(wordsOf((await page(1)).publications)).toEqual(['', ...words(KEPT - 1, 3)]);
    });

    it('does nothing to what is not kept or not there', async () => {
      const set = await stage();
      await fill(set, KEPT + 1);

      for (const offset of [0, 1, 99]) await set.channels.redact(set.project, 'chat:a', offset);
      await set.channels.redact(set.project, 'chat:other', 1);

      expect(wordsOf(await pageBefore(set, 99))).toEqual(words(KEPT, 2).reverse());
    });
  });

  describe('redacting in a commit', () => {
    it('empties earlier publications in the same step, and nothing when the commit is refused', async () => {
      const set = await stage();
      await fill(set, 3);
      const wrong = { expect: { epoch: 'other.epoch', offset: 3 }, redact: [2] };
      await expect(set.publish('chat:a', 'x', wrong)).rejects.toThrow();
      expect(wordsOf(await pageBefore(set, 9))).toEqual(['w3', 'w2', 'w1']);

      await set.publish('chat:a', 'w4', { redact: [1, 3, 99] });

      expect(wordsOf(await pageBefore(set, 9))).toEqual(['w4', '', 'w2', '']);
    });
  });

  describe('a new life', () => {
    it('gives every channel a new epoch at its next use, while state and old pages stay', async () => {
      const set = await stage();
      const { channels, project } = set;
      const former = await fill(set, 2);
      await set.publish('player:a', 'x', { state: 'kept' });

      await channels.rotateLife(project, former);

      const { epoch, offset } = await channels.read(project, 'chat:a');
      expect(epoch).not.toBe(former);
      expect(epoch.split('.')[0]).not.toBe(former.split('.')[0]);
      expect(offset).toBe(2);
      expect(await channels.read(project, 'player:a')).toMatchObject({ offset: 1, state: 'kept' });
      expect(wordsOf(await pageBefore(set, 9))).toEqual(['w2', 'w1']);
    });

    it('resumes nobody from before it, neither under the old epoch nor under the new one', async () => {
      const set = await stage();
      const former = await fill(set, 2);
      const reach = async (epoch: string, offset: number) =>
        (await set.channels.history(set.project, 'chat:a', { after: { epoch, offset }, limit: 9 })).reach;

      await set.channels.rotateLife(set.project, former);
      const { epoch } = await set.publish('chat:a', 'w3');

      expect(await reach(former, 2)).toBe('lost');
      expect(await reach(epoch, 1)).toBe('lost');
      expect(await reach(epoch, 2)).toBe('complete');
      expect(wordsOf(await pageBefore(set, 9))).toEqual(['w3', 'w2', 'w1']);
    });

    it('begins once when many ask for it, and refuses positions of the former one', async () => {
      const set = await stage();
      const { channels, project } = set;
      const former = await set.publish('chat:a', 'w1');
      await Promise.all(Array.from({ length: 5 }, () => channels.rotateLife(project, former.epoch)));
      const { epoch } = await channels.read(project, 'chat:a');

      await channels.rotateLife(project, former.epoch);

      expect((await channels.read(project, 'chat:a')).epoch).toBe(epoch);
      await expect(set.publish('chat:a', 'x', { expect: former })).rejects.toThrow();
    });
  });
}
