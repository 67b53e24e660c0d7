import { describe, expect, it } from '@jest/globals';
import type { Offset } from '../../../src/contract/position.js';
import { Conflict, StaleDefinitions } from '../../../src/engine/engine.js';
import { eventually } from '../../support/eventually.js';
import { positionsOf, type Stage, says, type stages, wordsOf } from './stage.js';

const once = (key: string, result = 'result', fingerprint = 'request') => ({
  key,
  fingerprint,
  result,
  ttlMs: 60_000,
});

export function commitContract(stage: ReturnType<typeof stages>): void {
  describe('a commit', () => {
    it('stores the state and raises the offset by one', async () => {
      const { channels, project, publish } = await stage();

      const first = await publish('player:a', 'hello', { state: 'one' });
      const second = await publish('player:a', 'again', { state: 'two' });

      expect(first).toEqual({ epoch: second.epoch, offset: 1 });
      expect(second.epoch).toMatch(/^[a-z0-9]+\.[a-z0-9]+$/);
      expect(await channels.read(project, 'player:a')).toEqual({ ...second, offset: 2, state: 'two' });
    });

    it('leaves the state when it brings none and deletes it when it brings null', async () => {
      const { channels, project, publish } = await stage();
      await publish('player:a', 'set', { state: 'one' });

      await publish('player:a', 'leave');
      const left = await channels.read(project, 'player:a');
      await publish('player:a', 'delete', { state: null });
      const deleted = await channels.read(project, 'player:a');
      await publish('player:a', 'set', { state: '' });

      expect(left).toMatchObject({ offset: 2, state: 'one' });
      expect(deleted).toMatchObject({ epoch: left.epoch, offset: 3, state: undefined });
      expect(await channels.read(project, 'player:a')).toMatchObject({ offset: 4, state: '' });
    });

    it('keeps every character of state and publication', async () => {
      const { channels, project, publish } = await stage();
      const text = 'line\nzero\u0000 quote" ünïcödé \u{1F600} \r\n';

      const { epoch } = await publish('chat:a', text, { state: text });

      expect((await channels.read(project, 'chat:a')).state).toBe(text);
      const { publications } = await channels.history(project, 'chat:a', {
        after: { epoch, offset: 0 },
        limit: 9,
      });
      expect(wordsOf(publications)).toEqual([text]);
    });

    it('changes several channels at once and says where each change went', async () => {
      const { commit, publish } = await stage();
      await publish('lobby:b', 'before');

      const positions = await commit(says('player:a', 'x'), says('lobby:b', 'x'), says('chat:c', 'x'));

      expect(positions.map(({ offset }) => offset)).toEqual([1, 2, 1]);
      expect(new Set(positions.map(({ epoch }) => epoch.split('.')[0])).size).toBe(1);
    });

    it('writes nothing when one of several changes expected another position', async () => {
      const { channels, project, commit, publish } = await stage();
      const stale = await publish('player:b', 'first', { state: 'b1' });
      await publish('player:b', 'second', { state: 'b2' });

      const attempt = commit(
        says('player:a', 'x', { state: 'a1', listed: 1 }),
        says('player:b', 'x', { state: 'b3', expect: stale }),
      );

      await expect(attempt).rejects.toBeInstanceOf(Conflict);
      expect(await channels.read(project, 'player:a')).toMatchObject({ offset: 0, state: undefined });
      expect(await channels.read(project, 'player:b')).toMatchObject({ offset: 2, state: 'b2' });
      expect((await channels.list(project, 'player', { offset: 0, limit: 9 })).total).toBe(0);
    });

    it('conflicts when the epoch is another one, at the same offset', async () => {
      const { publish } = await stage();
      const { offset } = await publish('player:a', 'x');

      const attempt = publish('player:a', 'y', { expect: { epoch: 'other.epoch', offset } });

      await expect(attempt).rejects.toBeInstanceOf(Conflict);
    });

    it('accepts the position of a channel nobody ever wrote', async () => {
      const { channels, project, publish } = await stage();
      const empty = await channels.read(project, 'player:a');

      const position = await publish('player:a', 'first', { expect: empty });

      expect(position).toEqual({ epoch: empty.epoch, offset: 1 });
    });

    it('refuses to change a channel twice', async () => {
      const { channels, project, commit } = await stage();

      await expect(commit(says('chat:a', 'x'), says('chat:a', 'y'))).rejects.toThrow('only once');
      expect((await channels.read(project, 'chat:a')).offset).toBe(0);
    });

    it('loses none of 100 concurrent increments under compare-and-set', async () => {
      const { channels, project, publish } = await stage();
      const increment = async (): Promise<void> => {
        const at = await channels.read(project, 'player:a');
        try {
          await publish('player:a', 'more', { state: String(Number(at.state ?? 0) + 1), expect: at });
        } catch (error) {
          if (!(error instanceof Conflict)) throw error;
          await increment();
        }
      };

      await Promise.all(Array.from({ length: 100 }, increment));

      expect(await channels.read(project, 'player:a')).toMatchObject({ offset: 100, state: '100' });
    });
  });

  describe('a commit under an idempotency key', () => {
    const commitOnce = ({ channels, project }: Stage, key: string, result?: string, fingerprint?: string) =>
      channels.commit({ project, changes: [says('chat:a', 'x')], once: once(key, result, fingerprint) });

    it('changes nothing the second time and gives the first result', async () => {
      const set = await stage();
      await commitOnce(set, 'k', 'first: with a colon\nand a line', 'request one');

      const repeat = await commitOnce(set, 'k', 'second', 'request two');

      const first = { fingerprint: 'request one', result: 'first: with a colon\nand a line' };
      expect(repeat).toEqual({ status: 'repeated', first });
      expect((await set.channels.read(set.project, 'chat:a')).offset).toBe(1);
      expect(await set.channels.recall(set.project, 'k')).toEqual(first);
      expect(await set.channels.recall(set.project, 'other')).toBeUndefined();
    });

    it('is done once by 20 concurrent tries', async () => {
      const set = await stage();

      const outcomes = await Promise.all(Array.from({ length: 20 }, () => commitOnce(set, 'k')));

      expect(outcomes.filter(({ status }) => status === 'committed')).toHaveLength(1);
      expect((await set.channels.read(set.project, 'chat:a')).offset).toBe(1);
    });

    it('is not remembered when it was refused', async () => {
      const set = await stage();
      const { channels, project } = set;
      const wrong = says('chat:a', 'x', { expect: { epoch: 'other.epoch', offset: 0 } });

      await expect(channels.commit({ project, changes: [wrong], once: once('k') })).rejects.toBeInstanceOf(
        Conflict,
      );

      expect(await channels.recall(project, 'k')).toBeUndefined();
      expect((await commitOnce(set, 'k')).status).toBe('committed');
    });

    it('may remember a result that changed nothing', async () => {
      const { channels, project } = await stage();

      const committed = await channels.commit({ project, changes: [], once: once('k', 'nothing to do') });

      expect(positionsOf(committed)).toEqual([]);
      expect((await channels.recall(project, 'k'))?.result).toBe('nothing to do');
    });

    it('is forgotten after its time', async () => {
      const set = await stage();
      await set.channels.commit({ project: set.project, changes: [], once: { ...once('k'), ttlMs: 20 } });

      await eventually(async () => (await commitOnce(set, 'k')).status === 'committed');

      expect((await set.channels.read(set.project, 'chat:a')).offset).toBe(1);
    });
  });

  describe('a commit that names its definitions', () => {
    it('is refused when the store has others, and goes through with the current ones', async () => {
      const { channels, project, publish } = await stage();
      const using = (definitions: Offset) =>
        channels.commit({ project, changes: [says('chat:a', 'x')], definitions });
      const before = await channels.read(project, 'system:definitions');
      expect((await using(before)).status).toBe('committed');
      const now = await publish('system:definitions', 'changed', { state: '{}' });

      await expect(using(before)).rejects.toBeInstanceOf(StaleDefinitions);
      await expect(using({ ...now, offset: 2 })).rejects.toBeInstanceOf(StaleDefinitions);
      expect((await using(now)).status).toBe('committed');
      expect((await channels.read(project, 'chat:a')).offset).toBe(2);
    });

    it('is refused when the store has lost the definitions and got others of the same offset', async () => {
      const { channels, project, publish } = await stage();
      const using = (definitions: Offset) =>
        channels.commit({ project, changes: [says('chat:a', 'x')], definitions });
      const before = await publish('system:definitions', 'changed', { state: '{}' });
      await channels.rotateLife(project, before.epoch);
      const after = await channels.read(project, 'system:definitions');

      expect(after.offset).toBe(before.offset);
      await expect(using(before)).rejects.toBeInstanceOf(StaleDefinitions);
      expect((await using(after)).status).toBe('committed');
    });
  });
}
