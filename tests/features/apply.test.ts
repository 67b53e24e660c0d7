import { describe, expect, it } from '@jest/globals';
import fc from 'fast-check';
import { compileDefinitions } from '../../src/features/definitions/compile.js';
import { readProjects } from '../../src/features/definitions/file.js';
import { applyEvent, MAX_DEPTH, MAX_EFFECTS } from '../../src/features/events/apply.js';
import type { PlayerState } from '../../src/features/players/state.js';
import { fileOf, START } from './stage.js';

const game = (definitions: object) => {
  const [file] = readProjects(fileOf(definitions), 'test');
  if (!file) throw new Error('no project');
  return compileDefinitions(file.definition, { epoch: 'e.e', offset: 1 });
};

const event = (type: string, properties: object = {}, timestamp = START) => ({
  id: 'e',
  playerId: 'ann',
  type,
  properties: { ...properties },
  timestamp,
});

const rule = (id: string, effects: object[], more: object = {}) => ({
  id,
  eventType: 'go',
  effects,
  ...more,
});
const DAY = 86_400_000;

/** Applies events one after another; each may bring its own server time. */
function play(definitions: object, events: readonly { type?: string; at?: number; eventAt?: number }[]) {
  const compiled = game(definitions);
  let player: PlayerState | undefined;
  return events.map(({ type = 'go', at = START, eventAt = at }) => {
    const applied = applyEvent(player, event(type, {}, eventAt), {
      definitions: compiled,
      at,
      explain: true,
    });
    player = applied.player;
    return applied;
  });
}

const typesOf = (applied: { effects: readonly { type: string }[] } | undefined) =>
  applied?.effects.map(({ type }) => type);

describe('an event', () => {
  it('names its effects and the events that show them alike', () => {
    const rules = [
      rule('a', [
        { type: 'grant_xp', amount: 5 },
        { type: 'notify', title: 'Hi' },
      ]),
    ];

    const [applied] = play({ rules }, [{}]);

    expect(applied?.effects).toEqual([
      { id: 'e:1', type: 'grant_xp', amount: 5, xp: 5 },
      { id: 'e:2', type: 'notify', title: 'Hi' },
    ]);
    expect(applied?.events).toEqual([
      {
        name: 'xp_updated',
        fields: {
          xp: 5,
          delta: 5,
          level: 1,
          xpToNextLevel: 95,
          levelProgress: 0.05,
          reason: 'rule:a',
          effectId: 'e:1',
        },
      },
      { name: 'notification', fields: { title: 'Hi', effectId: 'e:2' } },
    ]);
  });

  it('runs every matching rule, lower priority number first, each seeing what the ones before did', () => {
    const rules = [
      rule('late', [{ type: 'grant_xp', amount: { var: 'player.xp' } }], { priority: 200 }),
      rule('early', [{ type: 'grant_xp', amount: 3 }], { priority: 1 }),
      rule('other', [{ type: 'grant_xp', amount: 100 }], { where: false }),
    ];

    const [applied] = play({ rules }, [{}]);

    expect(applied?.verdicts.map(({ ruleId, matched }) => [ruleId, matched])).toEqual([
      ['early', true],
      ['other', false],
      ['late', true],
    ]);
    expect(applied?.player.xp).toBe(6);
  });

  it('announces one level per event, however many it passed', () => {
    const rules = [
      rule(
        'a',
        [100, 300, 500].map((amount) => ({ type: 'grant_xp', amount })),
      ),
    ];

    const [applied] = play({ rules }, [{}]);

    expect(applied?.events.filter(({ name }) => name === 'level_up')).toEqual([
      { name: 'level_up', fields: { oldLevel: 1, newLevel: 4, xp: 900, effectId: 'e:4' } },
    ]);
  });

  it.each([
    ['XP below 0', { type: 'grant_xp', amount: -5 }],
    ['a currency below 0', { type: 'grant_currency', currency: 'coins', amount: -5 }],
    ['lives over the maximum', { type: 'change_lives', amount: 3 }],
    ['a number that is none', { type: 'grant_xp', amount: { var: 'properties.nothing' } }],
    ['a progress backwards from 0', { type: 'progress_quest', questId: 'q', amount: -1 }],
  ])('skips an effect that would be %s', (_name, effect) => {
    const quests = [{ id: 'q', name: 'Q', steps: [{ id: 's', target: 3 }] }];
    const currencies = [{ id: 'coins', name: 'Coins' }];

    const [applied] = play({ rules: [rule('a', [effect])], quests, currencies }, [{}]);

    expect(applied?.effects).toEqual([]);
    expect(applied?.events).toEqual([]);
  });

  it('shows what was applied of an amount that had to be clamped', () => {
    const currencies = [{ id: 'coins', name: 'Coins', initial: 2, max: 10 }];
    const rules = [rule('a', [{ type: 'grant_currency', currency: 'coins', amount: 1e300 }])];

    const [applied] = play({ rules, currencies }, [{}]);

    expect(applied?.effects[0]).toMatchObject({ amount: 8, balance: 10 });
  });

  it('emits events to a bounded depth', () => {
    const rules = [
      rule('loop', [
        { type: 'grant_xp', amount: 1 },
        { type: 'emit_event', eventType: 'go' },
      ]),
    ];

    const [applied] = play({ rules }, [{}]);

    expect(applied?.player.xp).toBe(MAX_DEPTH + 1);
  });

  it('has a bounded number of effects even when rules multiply', () => {
    const rules = [
      rule('bomb', [
        ...Array.from({ length: 10 }, () => ({ type: 'emit_event', eventType: 'go' })),
        { type: 'grant_xp', amount: 1000 },
      ]),
    ];

    const [applied] = play({ rules }, [{}]);

    expect(applied?.effects.length).toBeLessThanOrEqual(MAX_EFFECTS);
    expect(applied?.player.xp).toBe(
      1000 * (applied?.effects.filter(({ type }) => type === 'grant_xp').length ?? 0),
    );
  });

  it('changes nothing when nothing matches a player who exists', () => {
    const [first, second] = play({}, [{}, { at: START + 5 }]);

    expect(second?.player).toBe(first?.player);
  });

  it('leaves the player before it untouched, whatever happens', () => {
    const compiled = game({
      currencies: [{ id: 'c', name: 'C' }],
      rules: [rule('a', [{ type: 'grant_currency', currency: 'c', amount: 1 }], { limits: { perDay: 2 } })],
      quests: [{ id: 'q', name: 'Q', repeat: 'daily', steps: [{ id: 's', eventType: 'go', target: 2 }] }],
    });
    fc.assert(
      fc.property(fc.array(fc.nat(3 * DAY), { maxLength: 12 }), (times) => {
        let player: PlayerState | undefined;
        for (const time of times) {
          const before = JSON.stringify(player);
          const at = START + time;
          const { player: after } = applyEvent(player, event('go', {}, at), { definitions: compiled, at });
          expect(JSON.stringify(player)).toBe(before);
          player = after;
        }
      }),
    );
  });
});

describe('limits of a rule', () => {
  const limited = (limits: object) => ({ rules: [rule('a', [{ type: 'grant_xp', amount: 1 }], { limits })] });

  it('firstTime: match once per player', () => {
    const [first, second] = play(limited({ firstTime: true }), [{}, { at: START + DAY }]);

    expect(typesOf(first)).toEqual(['grant_xp']);
    expect(second?.verdicts).toEqual([{ ruleId: 'a', matched: false, failed: 'limits.firstTime' }]);
  });

  it('cooldownSeconds: go by the server, not by what the event says', () => {
    const results = play(limited({ cooldownSeconds: 10 }), [
      { at: START },
      { at: START + 9_999, eventAt: START + 200_000 },
      { at: START + 10_000, eventAt: START - DAY },
    ]);

    expect(results.map(typesOf)).toEqual([['grant_xp'], [], ['grant_xp']]);
  });

  it('perDay: count by the day of the event in the zone of the project', () => {
    const midnight = Date.UTC(2025, 10, 18, 11); // in Auckland
    const results = play({ ...limited({ perDay: 1 }), timeZone: 'Pacific/Auckland' }, [
      { at: midnight, eventAt: midnight - 1 },
      { at: midnight, eventAt: midnight - 1000 },
      { at: midnight, eventAt: midnight },
      { at: midnight, eventAt: midnight - 2 },
    ]);

    expect(results.map(typesOf)).toEqual([['grant_xp'], [], ['grant_xp'], []]);
  });

  it('perDay: remember a bounded number of days, and give nothing for days beyond them', () => {
    const days = Array.from({ length: 20 }, (_, day) => ({ eventAt: START - day * DAY }));

    const results = play(limited({ perDay: 1 }), [...days, { eventAt: START + DAY }, { eventAt: START }]);

    expect(results.filter((applied) => applied.effects.length > 0)).toHaveLength(9);
    expect(Object.keys(results.at(-1)?.player.rules?.a?.days ?? {})).toHaveLength(8);
  });

  it('names the part of a condition that failed', () => {
    const where = { and: [true, { '>': [{ var: 'properties.score' }, 1] }] };

    const [applied] = play({ rules: [rule('a', [{ type: 'grant_xp', amount: 1 }], { where })] }, [{}]);

    expect(applied?.verdicts).toEqual([{ ruleId: 'a', matched: false, failed: 'where.and[1]' }]);
  });
});
