import { describe, expect, it } from '@jest/globals';
import { says, type stages, words } from './stage.js';

export function listContract(stage: ReturnType<typeof stages>): void {
  describe('the list of a kind', () => {
    it('pages through the channels that commits put in, newest first', async () => {
      const { channels, project, publish } = await stage();
      for (const [score, word] of words(5).entries()) await publish(`lobby:${word}`, 'x', { listed: score });
      await publish('player:p', 'x', { listed: 9 });
      await publish('lobby:unlisted', 'x');

      const page = (offset: number, limit: number) => channels.list(project, 'lobby', { offset, limit });

      expect(await page(0, 2)).toEqual({ channels: ['lobby:w5', 'lobby:w4'], total: 5 });
      expect(await page(4, 2)).toEqual({ channels: ['lobby:w1'], total: 5 });
      expect(await page(5, 2)).toEqual({ channels: [], total: 5 });
      expect(await page(0, 0)).toEqual({ channels: [], total: 5 });
      expect(await channels.list(project, 'chat', { offset: 0, limit: 9 })).toEqual({
        channels: [],
        total: 0,
      });
    });

    it('moves a channel with a new score, keeps it without one and loses it with false', async () => {
      const { channels, project, publish } = await stage();
      const listed = async () => (await channels.list(project, 'lobby', { offset: 0, limit: 9 })).channels;
      for (const [score, word] of words(3).entries()) await publish(`lobby:${word}`, 'x', { listed: score });

      await publish('lobby:w1', 'x', { listed: 1_700_000_000_000 });
      await publish('lobby:w2', 'x');
      expect(await listed()).toEqual(['lobby:w1', 'lobby:w3', 'lobby:w2']);
      await publish('lobby:w3', 'x', { listed: false });

      expect(await listed()).toEqual(['lobby:w1', 'lobby:w2']);
    });

    it('orders equal scores by name, descending', async () => {
      const { channels, project, commit } = await stage();

      await commit(...['b', 'a', 'C', 'c'].map((id) => says(`lobby:${id}`, 'x', { listed: 7 })));

      const { channels: listed } = await channels.list(project, 'lobby', { offset: 0, limit: 9 });
      expect(listed).toEqual(['lobby:c', 'lobby:b', 'lobby:a', 'lobby:C']);
    });
  });

  describe('what follows a place in the list of a kind', () => {
    const names = ['b', 'a', 'C', 'c', 'c1', 'x', 'y'];
    const scoreOf = (name: string) => (name === 'x' ? 9 : name === 'y' ? 1 : 7);

    it('goes on behind the place, whether its channel is still there or not', async () => {
      const { channels, project, commit, publish } = await stage();
      await commit(...names.map((name) => says(`lobby:${name}`, 'x', { listed: scoreOf(name) })));
      const all = await channels.listAfter(project, 'lobby', { limit: 9 });

      expect(all.map(({ channel }) => channel)).toEqual(
        ['x', 'c1', 'c', 'b', 'a', 'C', 'y'].map((name) => `lobby:${name}`),
      );
      expect(all.map(({ score }) => score)).toEqual([9, 7, 7, 7, 7, 7, 1]);
      const rest = async (after: (typeof all)[number], limit = 9) =>
        channels.listAfter(project, 'lobby', { after, limit });
      for (const [index, place] of all.entries()) {
        expect(await rest(place)).toEqual(all.slice(index + 1));
        expect(await rest(place, 2)).toEqual(all.slice(index + 1, index + 3));
        await publish(place.channel, 'x', { listed: false });
        expect(await rest(place)).toEqual(all.slice(index + 1));
        await publish(place.channel, 'x', { listed: 1_700_000_000_000.5 });
        expect(await rest(place)).toEqual(all.slice(index + 1));
      }
      expect(await channels.listAfter(project, 'lobby', { limit: 0 })).toEqual([]);
      expect(await channels.listAfter(project, 'chat', { limit: 9 })).toEqual([]);
    });
  });

  describe('the list of a kind that changes all the time', () => {
    it('is in order after every change, on every page', async () => {
      const { channels, project, publish } = await stage();
      const expected = new Map<string, number>();

      for (let step = 0; step < 120; step++) {
        const channel = `lobby:c${(step * 7919) % 13}` as const;
        const listed = step % 5 === 4 ? (false as const) : (step * 104_729) % 6;
        await publish(channel, 'x', { listed });
        if (listed === false) expected.delete(channel);
        else expected.set(channel, listed);
      }

      const inOrder = [...expected]
        .sort(([one, a], [other, b]) => b - a || (one < other ? 1 : -1))
        .map(([channel]) => channel);
      for (let offset = 0; offset <= inOrder.length; offset++) {
        const page = await channels.list(project, 'lobby', { offset, limit: 3 });
        expect(page).toEqual({ channels: inOrder.slice(offset, offset + 3), total: inOrder.length });
      }
    });
  });

  describe('reading many channels', () => {
    it('gives each in order, also those nobody wrote', async () => {
      const { channels, project, publish } = await stage();
      const position = await publish('player:a', 'x', { state: 'A' });

      const [unknown, known] = await channels.readMany(project, ['player:z', 'player:a']);

      expect(unknown).toMatchObject({ offset: 0, state: undefined });
      expect(known).toEqual({ ...position, state: 'A' });
      expect(await channels.readMany(project, [])).toEqual([]);
    });

    it('reads the same epoch of an empty channel again', async () => {
      const { channels, project } = await stage();

      expect(await channels.read(project, 'chat:a')).toEqual(await channels.read(project, 'chat:a'));
    });
  });
}
