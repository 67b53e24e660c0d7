import { describe, expect, it } from '@jest/globals';
import { eventually } from '../../support/eventually.js';
import { KEPT, type Stage, type stages, words, wordsOf } from './stage.js';

/** Publishes w1, w2, … and returns the epoch. */
async function fill({ publish }: Stage, count: number, change = {}): Promise<string> {
  let epoch = '';
  for (const word of words(count)) ({ epoch } = await publish('chat:a', word, change));
  return epoch;
}

const pageAfter = ({ channels, project }: Stage, epoch: string, offset: number, limit = 99) =>
  channels.history(project, 'chat:a', { after: { epoch, offset }, limit });

export function historyContract(stage: ReturnType<typeof stages>): void {
  describe('history after a position', () => {
    it('holds everything since, oldest first, up to the top', async () => {
      const set = await stage();
      const epoch = await fill(set, 4);

      const page = await pageAfter(set, epoch, 1);

      expect(page).toMatchObject({ epoch, offset: 4, reach: 'complete' });
      expect(page.publications.map(({ offset }) => offset)).toEqual([2, 3, 4]);
      expect(page.publications[0]).toMatchObject({ channel: 'chat:a', epoch });
      expect(wordsOf(page.publications)).toEqual(words(3, 2));
    });

    it('is complete and empty at the top', async () => {
      const set = await stage();
      const epoch = await fill(set, 2);

      expect(await pageAfter(set, epoch, 2)).toEqual({
        epoch,
        offset: 2,
        reach: 'complete',
        publications: [],
      });
    });

    it('is partial when the limit cuts it, and goes on from there', async () => {
      const set = await stage();
      const epoch = await fill(set, 5);

      const first = await pageAfter(set, epoch, 0, 3);
      const second = await pageAfter(set, epoch, 3, 2);

      expect(first).toMatchObject({ offset: 5, reach: 'partial' });
      expect(wordsOf(first.publications)).toEqual(words(3));
      expect(second.reach).toBe('complete');
      expect(wordsOf(second.publications)).toEqual(words(2, 4));
    });

    it('is lost when the position is of another epoch or beyond the top', async () => {
      const set = await stage();
      const epoch = await fill(set, 2);
      const lost = { epoch, offset: 2, reach: 'lost', publications: [] };

      expect(await pageAfter(set, 'other.epoch', 1)).toEqual(lost);
      expect(await pageAfter(set, `${epoch}x`, 2)).toEqual(lost);
      expect(await pageAfter(set, epoch, 3)).toEqual(lost);
    });

    it('holds exactly as many as are to be kept', async () => {
      const set = await stage();
      const epoch = await fill(set, KEPT + 3);

      const kept = await pageAfter(set, epoch, 3);

      expect(wordsOf(kept.publications)).toEqual(words(KEPT, 4));
      expect((await pageAfter(set, epoch, 2)).reach).toBe('lost');
      expect((await pageAfter(set, epoch, 0)).reach).toBe('lost');
    });

    it('follows a change that says how much to keep', async () => {
      const set = await stage();
      const epoch = await fill(set, 2 * KEPT, { keep: { publications: 2 * KEPT, ttlMs: 60_000 } });
      expect((await pageAfter(set, epoch, 0)).publications).toHaveLength(2 * KEPT);

      await set.publish('chat:a', 'last', { keep: { publications: 1, ttlMs: 60_000 } });

      expect((await pageAfter(set, epoch, 2 * KEPT - 1)).reach).toBe('lost');
      expect(wordsOf((await pageAfter(set, epoch, 2 * KEPT)).publications)).toEqual(['last']);
    });

    it('lives as long as the longest any change asked for', async () => {
      const set = await stage();
      const epoch = await fill(set, 1);

      await set.publish('chat:a', 'brief', { keep: { publications: KEPT, ttlMs: 20 } });
      await set.letPass(100);

      expect(wordsOf((await pageAfter(set, epoch, 0)).publications)).toEqual(['w1', 'brief']);
    });

    it('lives as long as the change asks for that ends a lasting state, and takes a fleeting one with it', async () => {
      const set = await stage();
      const epoch = await fill(set, 1, { state: 'lasting' });

      await set.publish('chat:a', 'end', {
        state: 'fleeting',
        fleeting: true,
        keep: { publications: KEPT, ttlMs: 40 },
      });
      expect((await set.channels.read(set.project, 'chat:a')).state).toBe('fleeting');

      // Stores may let it live on for up to a second.
      await eventually(async () => (await set.channels.read(set.project, 'chat:a')).state === undefined);
      expect((await pageAfter(set, epoch, 0)).reach).toBe('lost');
    });

    it('goes on from an empty channel that was read', async () => {
      const set = await stage();
      const { epoch, offset } = await set.channels.read(set.project, 'chat:a');
      expect(offset).toBe(0);
      expect((await pageAfter(set, epoch, 0)).reach).toBe('complete');

      await fill(set, 2);

      expect(wordsOf((await pageAfter(set, epoch, 0)).publications)).toEqual(words(2));
    });

    it('ends some time after the last commit, while position and state stay', async () => {
      const set = await stage(() => ({ publications: KEPT, ttlMs: 40 }));
      const epoch = await fill(set, 2, { state: 'kept' });

      await set.letPass(100);

      expect((await pageAfter(set, epoch, 1)).reach).toBe('lost');
      expect(await pageAfter(set, epoch, 2)).toMatchObject({ epoch, offset: 2, reach: 'complete' });
      expect(await set.channels.read(set.project, 'chat:a')).toEqual({ epoch, offset: 2, state: 'kept' });
      await set.publish('chat:a', 'w3');
      expect(wordsOf((await pageAfter(set, epoch, 2)).publications)).toEqual(['w3']);
      expect((await pageAfter(set, epoch, 1)).reach).toBe('lost');
    });

    it('is gone with the epoch when a channel without state was forgotten', async () => {
      const set = await stage(() => ({ publications: KEPT, ttlMs: 40 }));
      const epoch = await fill(set, 2);

      await set.letPass(100);

      expect((await pageAfter(set, epoch, 0)).reach).toBe('lost');
    });

    it('takes a fleeting state with it when it ends, and no other', async () => {
      const set = await stage(() => ({ publications: KEPT, ttlMs: 40 }));
      const state = async () => (await set.channels.read(set.project, 'chat:a')).state;
      await set.publish('chat:a', 'w1', { state: 'fleeting', fleeting: true });
      expect(await state()).toBe('fleeting');

      await set.letPass(100);
      expect(await state()).toBeUndefined();
      await set.publish('chat:a', 'w2', { state: 'fleeting', fleeting: true });
      await set.publish('chat:a', 'w3', { state: 'lasting' });
      await set.letPass(100);

      expect(await state()).toBe('lasting');
    });

    it('begins anew, in a new epoch, with a change that drops it', async () => {
      const set = await stage();
      const epoch = await fill(set, 3);

      await set.publish('chat:a', 'fresh', { dropHistory: true });

      expect((await pageAfter(set, epoch, 2)).reach).toBe('lost');
      expect(await pageAfter(set, epoch, 3)).toMatchObject({ reach: 'lost', offset: 4 });
      const { epoch: next } = await set.channels.read(set.project, 'chat:a');
      expect(next).not.toBe(epoch);
      expect(wordsOf((await pageAfter(set, next, 3)).publications)).toEqual(['fresh']);
      expect(wordsOf(await set.channels.historyBefore(set.project, 'chat:a', { limit: 9 }))).toEqual([
        'fresh',
      ]);
    });
  });
}
