import { describe, expect, it } from '@jest/globals';
import { compileDefinitions } from '../../src/features/definitions/compile.js';
import { readProjects } from '../../src/features/definitions/file.js';
import { applyEvent } from '../../src/features/events/apply.js';
import type { PlayerState } from '../../src/features/players/state.js';
import { viewPlayer } from '../../src/features/players/view.js';
import { fileOf, START } from './stage.js';

const DAY = 86_400_000;

/** A player working on the given quests. */
function journey(quests: object[], more: object = {}) {
  const [file] = readProjects(fileOf({ quests, ...more }), 'test');
  if (!file) throw new Error('no project');
  const definitions = compileDefinitions(file.definition, { epoch: 'e.e', offset: 1 });
  let player: PlayerState | undefined;
  return {
    track(type: string, properties: Readonly<Record<string, unknown>> = {}, timestamp = START) {
      const event = { id: 'e', playerId: 'ann', type, properties, timestamp };
      const applied = applyEvent(player, event, { definitions, at: START });
      player = applied.player;
      return applied.events.map(({ name, fields }) => ({ name, ...fields }));
    },
    quests: (at = START) => viewPlayer('ann', player, { definitions, at }).quests,
    xp: () => player?.xp ?? 0,
  };
}

const step = (id: string, eventType: string, target = 1, more: object = {}) => ({
  id,
  eventType,
  target,
  ...more,
});
const quest = (id: string, steps: object[], more: object = {}) => ({
  id,
  name: id.toUpperCase(),
  steps,
  ...more,
});
const names = (events: readonly { name: string }[]) => events.map(({ name }) => name);

describe('a quest', () => {
  it('is done when each of its steps has reached its target', () => {
    const player = journey([quest('q', [step('win', 'won', 2), step('share', 'shared')])]);

    expect(player.track('won')).toMatchObject([
      { name: 'quest_progress', questId: 'q', questName: 'Q', stepId: 'win', progress: 1, target: 2 },
    ]);
    expect(names(player.track('shared'))).toEqual(['quest_progress']);
    expect(names(player.track('shared'))).toEqual([]);
    expect(names(player.track('won'))).toEqual(['quest_progress', 'quest_completed']);
    expect(player.quests()).toMatchObject([{ status: 'completed', completions: 1 }]);
  });

  it('counts what its condition and amount say', () => {
    const where = { '>=': [{ var: 'properties.score' }, 10] };
    const amount = { var: 'properties.score' };
    const player = journey([quest('q', [step('s', 'scored', 100, { where, amount })])]);

    player.track('scored', { score: 9 });
    player.track('scored', { score: 30 });
    player.track('scored', { score: 500 });

    expect(player.quests()[0]?.steps).toMatchObject([{ progress: 100, target: 100 }]);
  });

  it('gives its rewards in the same commit, and the level they lead to', () => {
    const rewards = { xp: 150, lives: 1, currencies: { coins: 5 }, badges: ['hero'] };
    const player = journey([quest('q', [step('s', 'won')], { rewards })], {
      currencies: [{ id: 'coins', name: 'Coins' }],
      badges: [{ id: 'hero', name: 'Hero' }],
      lives: { max: 5, initial: 3 },
    });

    const events = player.track('won');

    expect(names(events)).toEqual([
      'quest_progress',
      'quest_completed',
      'xp_updated',
      'currency_updated',
      'lives_updated',
      'badge_earned',
      'level_up',
    ]);
    expect(events[1]).toMatchObject({ questName: 'Q', rewards });
  });

  it('is locked until everything it requires was completed, and not moved by the event that unlocks it', () => {
    const player = journey([
      quest('a', [step('s', 'won')]),
      quest('b', [step('s', 'lost')]),
      quest('c', [step('s', 'won')], { requires: ['a', 'b'] }),
    ]);

    expect(player.quests()[2]?.status).toBe('locked');
    expect(names(player.track('lost'))).toEqual(['quest_progress', 'quest_completed']);
    expect(player.track('won').at(-1)).toMatchObject({ name: 'quest_unlocked', questId: 'c' });
    expect(player.quests()[2]).toMatchObject({ status: 'active', steps: [{ progress: 0 }] });
    expect(names(player.track('won'))).toEqual(['quest_progress', 'quest_completed']);
  });

  it('can be unlocked by a rule, once', () => {
    const player = journey(
      [quest('a', [step('s', 'won')]), quest('b', [step('s', 'lost')], { requires: ['a'] })],
      { rules: [{ id: 'r', eventType: 'vip', effects: [{ type: 'unlock_quest', questId: 'b' }] }] },
    );

    expect(names(player.track('vip'))).toEqual(['quest_unlocked']);
    expect(names(player.track('vip'))).toEqual([]);
    expect(names(player.track('lost'))).toEqual(['quest_progress', 'quest_completed']);
    expect(names(player.track('won'))).toEqual(['quest_progress', 'quest_completed']);
  });

  it('begins anew each day of the event, and ignores what comes late', () => {
    const player = journey([quest('q', [step('s', 'won', 2)], { repeat: 'daily' })]);

    player.track('won');
    expect(names(player.track('won'))).toEqual(['quest_progress', 'quest_completed']);
    expect(names(player.track('won'))).toEqual([]);
    expect(player.quests(START + DAY)).toMatchObject([{ status: 'active', steps: [{ progress: 0 }] }]);
    expect(player.track('won', {}, START + DAY)).toMatchObject([{ progress: 1 }]);
    expect(names(player.track('won', {}, START))).toEqual([]);
    expect(names(player.track('won', {}, START + DAY))).toEqual(['quest_progress', 'quest_completed']);
    expect(player.quests(START + DAY)).toMatchObject([{ status: 'completed', completions: 2 }]);
  });

  it('begins anew on Monday in the zone of the project', () => {
    const sunday = Date.UTC(2025, 10, 23, 12); // already Monday in Auckland at 12:00 UTC
    const player = journey([quest('q', [step('s', 'won')], { repeat: 'weekly' })], {
      timeZone: 'Pacific/Auckland',
    });

    player.track('won', {}, sunday - 3_600_000 * 2);
    expect(names(player.track('won', {}, sunday - 3_600_000 * 1 - 1))).toEqual([]);
    expect(names(player.track('won', {}, sunday))).toEqual(['quest_progress', 'quest_completed']);
  });

  it('completed through a lowered target is completed by the next event', () => {
    const [file] = readProjects(fileOf({ quests: [quest('q', [step('s', 'won', 1)])] }), 'test');
    if (!file) throw new Error('no project');
    const definitions = compileDefinitions(file.definition, { epoch: 'e.e', offset: 2 });
    const player: PlayerState = {
      v: 1,
      createdAt: 0,
      updatedAt: 0,
      xp: 0,
      quests: { q: { progress: { s: 1 } } },
    };
    const event = { id: 'e', playerId: 'ann', type: 'won', properties: {}, timestamp: START };

    expect(names(applyEvent(player, event, { definitions, at: START }).events)).toEqual(['quest_completed']);
  });
});
