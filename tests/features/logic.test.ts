import { describe, expect, it } from '@jest/globals';
import { Condition, NumberExpression } from '../../src/features/rules/expression.js';
import { compileCondition, compileNumber, type Facts } from '../../src/features/rules/logic.js';

const facts = (properties: Facts['properties'] = {}): Facts => ({
  event: { type: 'match_won', timestamp: 1 },
  properties,
  player: {
    id: 'ann',
    xp: 50,
    level: 2,
    currencies: { coins: 7 },
    lives: 3,
    badges: ['first'],
    metadata: { country: 'AT' },
  },
});

describe('conditions', () => {
  it.each([
    [{ '>=': [{ var: 'properties.score' }, 80] }, { score: 80 }, true],
    [{ '>=': [{ var: 'properties.score' }, 80] }, { score: 79.9 }, false],
    [{ '>=': [{ var: 'properties.score' }, 80] }, {}, false],
    [{ '>=': [{ var: 'properties.score' }, 80] }, { score: 'many' }, false],
    [{ '>=': [{ var: 'properties.score' }, 80] }, { score: { deep: 1 } }, false],
    [{ and: [{ '>': [{ var: 'player.level' }, 1] }, { in: ['first', { var: 'player.badges' }] }] }, {}, true],
    [{ in: ['a', { var: 'properties.list' }] }, { list: 5 }, false],
    [{ '==': [{ var: 'player.metadata.country' }, 'AT'] }, {}, true],
    [{ '==': [{ var: 'event.type' }, 'match_won'] }, {}, true],
    [{ some: [{ var: 'properties.list' }, { '>': [{ var: '' }, 2] }] }, { list: [1, 3] }, true],
    [true, {}, true],
    [false, {}, false],
  ])('%j over %j is %p', (where, properties, expected) => {
    expect(compileCondition(Condition.parse(where))(facts(properties))).toBe(expected);
  });
});

describe('numbers', () => {
  it.each([
    [5, {}, 5],
    [{ '*': [{ var: 'properties.score' }, 2] }, { score: 1.5 }, 3],
    [{ '+': [{ var: 'player.currencies.coins' }, { var: 'player.lives' }] }, {}, 10],
    [{ var: 'properties.score' }, {}, undefined],
    [{ var: 'properties.score' }, { score: '5' }, undefined],
    [{ '/': [1, { var: 'properties.zero' }] }, { zero: 0 }, undefined],
    [{ '*': [1e308, { var: 'properties.score' }] }, { score: 1e308 }, undefined],
  ])('%j over %j is %p', (expression, properties, expected) => {
    expect(compileNumber(NumberExpression.parse(expression))(facts(properties))).toBe(expected);
  });
});

describe('expressions', () => {
  it.each([
    [{ nope: [1] }, 'nope'],
    [{ constructor: [1] }, 'constructor'],
    [{ and: [true, { '>': [{ unknown: 1 }, 2] }] }, 'and.1.>.0.unknown'],
    [{ var: 'properties.constructor.name' }, 'var'],
    [{ var: ['properties.__proto__.x', 1] }, 'var'],
    [{ var: { cat: ['a', 'b'] } }, 'var'],
    [{ missing: [['toString']] }, 'missing'],
    [{ '==': [1, 1], '!=': [1, 1] }, ''],
    [{}, ''],
  ])('refuse %j at %s', (expression, place) => {
    const parsed = Condition.safeParse(expression);

    expect(parsed.error?.issues.map(({ path }) => path.join('.'))).toContain(place);
  });

  it('refuse endless nesting instead of overflowing', () => {
    let nested: unknown = 1;
    for (let depth = 0; depth < 1000; depth++) nested = { '!': [nested] };

    expect(Condition.safeParse(nested).success).toBe(false);
  });
});
