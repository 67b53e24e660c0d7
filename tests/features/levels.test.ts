import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { LevelsDefinition } from '../../src/features/players/definition.js';
import { layOutLevels, levelAt, standingAt } from '../../src/features/players/levels.js';

const curve = (definition: object) => layOutLevels(LevelsDefinition.parse(definition));

describe('levels', () => {
  it.each([
    ['linear', { curve: 'linear', base: 100 }, [0, 100, 300, 600]],
    ['exponential', { curve: 'exponential', base: 100, growth: 1.5 }, [0, 100, 250, 475]],
    ['table', { curve: 'table', thresholds: [0, 10, 15] }, [0, 10, 15]],
    ['capped', { curve: 'linear', base: 100, maxLevel: 2 }, [0, 100]],
  ])('begin at the totals of a %s curve', (_name, definition, totals) => {
    expect(curve(definition).slice(0, totals.length)).toEqual(totals);
  });

  it('rounds each exponential cost, not their sum', () => {
    const [, second = 0, third = 0, fourth = 0] = curve({ curve: 'exponential', base: 5, growth: 1.3 });

    expect([second, third - second, fourth - third]).toEqual([5, Math.round(5 * 1.3), Math.round(5 * 1.69)]);
  });

  it.each([
    [0, 1, 100, 0],
    [99, 1, 1, 0.99],
    [100, 2, 200, 0],
    [299.5, 2, 0.5, 0.9975],
  ])('with %d XP on a linear curve is level %d with %d to go', (xp, level, xpToNextLevel, levelProgress) => {
    expect(standingAt(curve({ base: 100 }), xp)).toEqual({ level, xpToNextLevel, levelProgress });
  });

  it('ends at the highest level with nothing to go', () => {
    const standing = standingAt(curve({ curve: 'table', thresholds: [0, 10] }), 1e15);

    expect(standing).toEqual({ level: 2, xpToNextLevel: 0, levelProgress: 1 });
  });

  it('never counts a level that needs more XP than can be counted', () => {
    const totals = curve({ curve: 'exponential', base: 1000, growth: 100, maxLevel: 100_000 });

    expect(totals.at(-1)).toBeLessThanOrEqual(Number.MAX_SAFE_INTEGER);
  });

  it('is the highest level whose total is reached, for any XP', () => {
    const curves = fc.record({
      curve: fc.constantFrom('linear', 'exponential'),
      base: fc.integer({ min: 1, max: 10_000 }),
      growth: fc.double({ min: 1, max: 3, noNaN: true }),
      maxLevel: fc.integer({ min: 1, max: 2000 }),
    });
    fc.assert(
      fc.property(curves, fc.maxSafeNat(), (definition, xp) => {
        const totals = curve(definition);
        const level = levelAt(totals, xp);

        expect(totals[level - 1]).toBeLessThanOrEqual(xp);
        expect(totals[level] ?? Number.POSITIVE_INFINITY).toBeGreaterThan(xp);
      }),
    );
  });
});
