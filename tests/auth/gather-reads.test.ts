import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { gatherReads } from '../../src/auth/gather-reads.js';
import { type Engine, type Marks, Unavailable } from '../../src/engine/engine.js';
import { openMemoryEngine } from '../../src/engine/memory/engine.js';

const mark = (value: string) => ({ value, ttlMs: 60_000 });

describe('gathered reads of marks', () => {
  let engine: Engine;
  let asked: string[];
  let isAway: boolean;
  let marks: Marks;
  beforeEach(() => {
    engine = openMemoryEngine({ retention: () => ({ publications: 1, ttlMs: 1 }) });
    asked = [];
    isAway = false;
    marks = gatherReads({
      put: (...call) => engine.marks.put(...call),
      get: (project, names) => {
        asked.push(`${project}: ${names.join(' ')}`);
        return isAway ? Promise.reject(new Unavailable()) : engine.marks.get(project, names);
      },
    });
  });
  afterEach(() => engine.close());

  it('answer each question of one turn from one command', async () => {
    await marks.put('open', 'a', mark('1'));
    await marks.put('open', 'c', mark('3'));

    const answers = await Promise.all([marks.get('open', ['a', 'b']), marks.get('open', ['c'])]);

    expect(answers).toEqual([['1', undefined], ['3']]);
    expect(asked).toEqual(['open: a b c']);
  });

  it('keep projects apart', async () => {
    await marks.put('own', 'a', mark('own'));

    const answers = await Promise.all([marks.get('open', ['a']), marks.get('own', ['a'])]);

    expect(answers).toEqual([[undefined], ['own']]);
  });

  it('ask again for whoever comes while a read is under way, and see what was put meanwhile', async () => {
    let later: ReturnType<Marks['get']> | undefined;
    const askLater = gatherReads({
      put: marks.put,
      get: async (project, names) => {
        const values = await engine.marks.get(project, names);
        if (later !== undefined) return values;
        await engine.marks.put('open', 'a', mark('1'));
        later = askLater.get('open', ['a']);
        return values;
      },
    });

    await expect(askLater.get('open', ['a'])).resolves.toEqual([undefined]);
    await expect(later).resolves.toEqual(['1']);
  });

  it('fail only those who asked while the store was away', async () => {
    isAway = true;
    const during = [marks.get('open', ['a']), marks.get('open', ['b'])];
    const outcomes = await Promise.allSettled(during);
    isAway = false;

    expect(outcomes.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    await expect(marks.get('open', ['a'])).resolves.toEqual([undefined]);
  });
});
