import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { addLives, livesAt } from '../../src/features/players/lives.js';

const rules = { max: 5, initial: 5, regenerateEverySeconds: 60 };
const MINUTE = 60_000;

describe('lives', () => {
  it.each([
    [{ count: 5, since: 0 }, 10, 5, null],
    [{ count: 3, since: 0 }, 59_999, 3, MINUTE],
    [{ count: 3, since: 0 }, MINUTE, 4, 2 * MINUTE],
    [{ count: 3, since: 0 }, 2 * MINUTE, 5, null],
    [{ count: 0, since: 0 }, 999 * MINUTE, 5, null],
    [{ count: 9, since: 0 }, 0, 5, null],
  ])('come back with time: %j at %d ms is %d, the next at %p', (stored, at, count, nextLifeAt) => {
    expect(livesAt(stored, rules, at)).toMatchObject({ count, nextLifeAt });
  });

  it('never come back when the game says so', () => {
    const lives = livesAt({ count: 1, since: 0 }, { ...rules, regenerateEverySeconds: 0 }, 1e12);

    expect(lives).toMatchObject({ count: 1, nextLifeAt: null });
  });

  it('keep the clock of the next life running when another is lost', () => {
    const lost = addLives(livesAt({ count: 4, since: 0 }, rules, 30_000), -1, rules.max);

    expect(livesAt(lost, rules, 30_000).nextLifeAt).toBe(MINUTE);
  });

  it('start a full clock when the first life is lost', () => {
    const lost = addLives(livesAt({ count: 5, since: 0 }, rules, 30_000), -1, rules.max);

    expect(livesAt(lost, rules, 30_000).nextLifeAt).toBe(30_000 + MINUTE);
  });

  it('are the same however often they are looked at and written back', () => {
    const stored = fc.record({ count: fc.nat(5), since: fc.nat(1_000_000) });
    fc.assert(
      fc.property(stored, fc.nat(2_000_000), fc.nat(2_000_000), (before, first, second) => {
        const [early, late] = [Math.min(first, second), Math.max(first, second)];
        const rewritten = addLives(livesAt(before, rules, early), 0, rules.max);

        expect(livesAt(rewritten, rules, late)).toMatchObject({
          count: livesAt(before, rules, late).count,
          nextLifeAt: livesAt(before, rules, late).nextLifeAt,
        });
      }),
    );
  });

  it('stay whole and within 0 and the maximum', () => {
    fc.assert(
      fc.property(fc.nat(5), fc.double({ noNaN: true }), (count, amount) => {
        const { count: after } = addLives({ count, since: 0, nextLifeAt: null }, amount, rules.max);

        expect(Number.isInteger(after) && after >= 0 && after <= 5).toBe(true);
      }),
    );
  });
});
