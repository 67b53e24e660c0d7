import { describe, expect, it } from '@jest/globals';
import type { RawPublication } from '../../../src/contract/publication.js';
import { eventually } from '../../support/eventually.js';
import { type Stage, says, type stages, words, wordsOf } from './stage.js';

async function listening({ channels, project }: Stage, channel: 'chat:a' | 'chat:b' = 'chat:a') {
  const heard: RawPublication[] = [];
  const stop = await channels.listen(project, channel, (raw) => heard.push(raw));
  return { heard, stop, words: () => wordsOf(heard) };
}

export function liveContract(stage: ReturnType<typeof stages>): void {
  describe('listening', () => {
    it('hears everything committed after it resolved, in order and as it is in history', async () => {
      const set = await stage();
      const { heard } = await listening(set);

      for (const word of words(20)) await set.publish('chat:a', word);

      await eventually(() => heard.length >= 20);
      const { epoch } = await set.channels.read(set.project, 'chat:a');
      const query = { after: { epoch, offset: 15 }, limit: 9 };
      const { publications } = await set.channels.history(set.project, 'chat:a', query);
      expect(wordsOf(heard)).toEqual(words(20));
      expect(heard.slice(15)).toEqual(publications);
    });

    it('is effective at once on 50 new channels', async () => {
      const set = await stage();
      let heard = 0;

      await Promise.all(
        words(50).map(async (word) => {
          await set.channels.listen(set.project, `chat:${word}`, () => heard++);
          await set.publish(`chat:${word}`, word);
        }),
      );

      await eventually(() => heard === 50);
    });

    it('hears only its own channel and project', async () => {
      const set = await stage();
      const { words: said } = await listening(set);

      await set.publish('chat:b', 'elsewhere');
      await set.channels.commit({ project: `${set.project}-2`, changes: [says('chat:a', 'foreign')] });
      await set.publish('chat:a', 'here');

      await eventually(() => said().length > 0);
      expect(said()).toEqual(['here']);
    });

    it('serves many listeners of a channel, also one that listens twice and stops once', async () => {
      const set = await stage();
      let calls = 0;
      const callback = () => calls++;
      const stop = await set.channels.listen(set.project, 'chat:a', callback);
      await set.channels.listen(set.project, 'chat:a', callback);
      const other = await listening(set);

      await set.publish('chat:a', 'one');
      await eventually(() => calls === 2 && other.heard.length === 1);
      await stop();
      await stop();
      await set.publish('chat:a', 'two');

      await eventually(() => other.heard.length === 2);
      expect(calls).toBe(3);
    });

    it('hears nothing after stop has resolved', async () => {
      const set = await stage();
      const [stopped, control] = [await listening(set, 'chat:a'), await listening(set, 'chat:b')];

      await stopped.stop();
      await set.publish('chat:a', 'unheard');
      await set.publish('chat:b', 'heard');

      await eventually(() => control.heard.length === 1);
      expect(stopped.heard).toEqual([]);
    });

    it('stays subscribed while others come and go at the same time', async () => {
      const set = await stage();
      for (let round = 0; round < 10; round++) {
        const leaving = await listening(set);
        const [, staying] = await Promise.all([leaving.stop(), listening(set)]);
        await set.publish('chat:a', `round ${round}`);
        await eventually(() => staying.heard.length === 1);
        await staying.stop();
      }
    });

    it('never calls back before the commit has returned to its caller', async () => {
      const set = await stage();
      const { heard } = await listening(set);

      const committing = set.publish('chat:a', 'x');
      const heardInTheSameTurn = heard.length;
      await committing;

      expect(heardInTheSameTurn).toBe(0);
      await eventually(() => heard.length === 1);
    });
  });

  describe('listening to everything', () => {
    it('hears all channels, each publication under the next running number', async () => {
      const set = await stage();
      await set.publish('chat:a', 'before');
      const heard: { raw: RawPublication; seq: number }[] = [];
      const stop = await set.channels.listenAll(set.project, (raw, seq) => heard.push({ raw, seq }));

      await set.commit(says('chat:a', 'one'), says('player:b', 'two'));
      await set.publish('lobby:c', 'three');
      await eventually(() => heard.length === 3);
      await stop();

      expect(heard.map(({ raw }) => raw.channel)).toEqual(['chat:a', 'player:b', 'lobby:c']);
      expect(wordsOf(heard.map(({ raw }) => raw))).toEqual(['one', 'two', 'three']);
      const [first] = heard.map(({ seq }) => seq);
      expect(heard.map(({ seq }) => seq - Number(first))).toEqual([0, 1, 2]);
      expect(heard[0]?.raw.offset).toBe(2);
    });

    it('shows in the numbers what was committed while nobody listened', async () => {
      const set = await stage();
      const seqs: number[] = [];
      const listen = () => set.channels.listenAll(set.project, (_, seq) => seqs.push(seq));
      const stop = await listen();
      await set.publish('chat:a', 'heard');
      await eventually(() => seqs.length === 1);
      await stop();

      await set.commit(says('chat:a', 'unheard'), says('chat:b', 'unheard'));
      await listen();
      await set.publish('chat:a', 'heard');

      await eventually(() => seqs.length === 2);
      expect(Number(seqs[1]) - Number(seqs[0])).toBe(3);
    });
  });
}
