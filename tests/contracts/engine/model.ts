import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { type Change, Conflict } from '../../../src/engine/engine.js';
import { type Stage, says, type stages, wordsOf } from './stage.js';

const names = ['chat:a', 'player:b', 'lobby:c'] as const;
type Name = (typeof names)[number];

/** What a channel must be; only the texts kept are there. */
interface Expected {
  offset: number;
  state: string | undefined;
  texts: Map<number, string>;
}

type Step =
  | { readonly redact: Name; readonly offset: number }
  | {
      readonly commit: readonly Name[];
      /** Expects the current position, one that never was, or none. */
      readonly expect: 'current' | 'wrong' | 'any';
      readonly state: string | null | undefined;
      readonly keep: number;
      readonly dropHistory: boolean;
      readonly once: string | undefined;
    };

const oneOf = <Value>(...values: Value[]): fc.Arbitrary<Value> => fc.constantFrom(...values);
const steps: fc.Arbitrary<Step[]> = fc.array(
  fc.oneof(
    { weight: 1, arbitrary: fc.record({ redact: oneOf(...names), offset: fc.nat(12) }) },
    {
      weight: 4,
      arbitrary: fc.record({
        commit: fc.uniqueArray(oneOf(...names), { minLength: 1 }),
        expect: oneOf<'current' | 'wrong' | 'any'>('current', 'current', 'any', 'wrong'),
        state: oneOf(undefined, null, '', 'one', 'two'),
        keep: fc.integer({ min: 1, max: 6 }),
        dropHistory: oneOf(false, false, false, false, true),
        once: oneOf(undefined, undefined, 'k1', 'k2'),
      }),
    },
  ),
  { minLength: 1, maxLength: 25 },
);

/** Applies steps to the engine and to the model side by side. */
class Comparison {
  readonly #stage: Stage;
  readonly #expected = new Map<Name, Expected>(
    names.map((name) => [name, { offset: 0, state: undefined, texts: new Map() }]),
  );
  readonly #remembered = new Map<string, string>();
  #count = 0;

  constructor(stage: Stage) {
    this.#stage = stage;
  }

  async apply(step: Step): Promise<void> {
    if ('commit' in step) return this.#commit(step);
    const { texts } = this.#of(step.redact);
    await this.#stage.channels.redact(this.#stage.project, step.redact, step.offset);
    if (texts.has(step.offset)) texts.set(step.offset, '');
  }

  /** Compares everything that can be read. */
  async check(): Promise<void> {
    const { channels, project } = this.#stage;
    for (const name of names) {
      const { offset, state, texts } = this.#of(name);
      const read = await channels.read(project, name);
      expect(read).toMatchObject({ offset, state });
      const kept = [...texts.values()];
      expect(wordsOf(await channels.historyBefore(project, name, { limit: 99 }))).toEqual(
        [...kept].reverse(),
      );
      for (let from = 0; from <= offset; from++) {
        const query = { after: { epoch: read.epoch, offset: from }, limit: 99 };
        const page = await channels.history(project, name, query);
        const isKept = offset - from <= kept.length;
        expect(page.reach).toBe(isKept ? 'complete' : 'lost');
        expect(wordsOf(page.publications)).toEqual(isKept ? kept.slice(kept.length - (offset - from)) : []);
      }
    }
  }

  async #commit(step: Exclude<Step, { redact: Name }>): Promise<void> {
    const { channels, project } = this.#stage;
    const word = `w${++this.#count}`;
    const changes = await Promise.all(step.commit.map((name) => this.#change(name, step, word)));
    const once = step.once && { key: step.once, fingerprint: 'f', result: word, ttlMs: 60_000 };
    const attempt = channels.commit({ project, changes, ...(once ? { once } : {}) });

    const first = step.once && this.#remembered.get(step.once);
    if (first) {
      expect(await attempt).toEqual({ status: 'repeated', first: { fingerprint: 'f', result: first } });
    } else if (step.expect === 'wrong') {
      await expect(attempt).rejects.toBeInstanceOf(Conflict);
    } else {
      const positions = step.commit.map((name) => ({ offset: this.#append(name, step, word) }));
      expect(await attempt).toMatchObject({ status: 'committed', positions });
      if (step.once) this.#remembered.set(step.once, word);
    }
  }

  async #change(name: Name, step: Exclude<Step, { redact: Name }>, word: string): Promise<Change> {
    const { channels, project } = this.#stage;
    const { epoch, offset } = await channels.read(project, name);
    const wrongBy = step.expect === 'wrong' ? 1 : 0;
    return says(name, word, {
      ...(step.expect === 'any' ? {} : { expect: { epoch, offset: offset + wrongBy } }),
      ...(step.state === undefined ? {} : { state: step.state }),
      keep: { publications: step.keep, ttlMs: 60_000 },
      dropHistory: step.dropHistory,
    });
  }

  #append(name: Name, step: Exclude<Step, { redact: Name }>, word: string): number {
    const channel = this.#of(name);
    if (step.dropHistory) channel.texts.clear();
    if (step.state !== undefined) channel.state = step.state ?? undefined;
    channel.texts.set(++channel.offset, word);
    for (const offset of channel.texts.keys()) {
      if (offset <= channel.offset - step.keep) channel.texts.delete(offset);
    }
    return channel.offset;
  }

  #of(name: Name): Expected {
    const expected = this.#expected.get(name);
    if (!expected) throw new Error(`${name} is not in the model`);
    return expected;
  }
}

export function modelContract(stage: ReturnType<typeof stages>): void {
  it('does what a simple model does, whatever is asked in whatever order', async () => {
    const shared = await stage();
    let runs = 0;
    const property = fc.asyncProperty(steps, async (sequence) => {
      const project = `${shared.project}-${runs++}`;
      const comparison = new Comparison({ ...shared, project });
      for (const step of sequence) await comparison.apply(step);
      await comparison.check();
    });

    await fc.assert(property, { numRuns: 60 });
  });
}
