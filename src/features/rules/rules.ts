import type { Rule } from '../definitions/compile.js';
import { own, withKnown } from '../own.js';
import type { PlayerState, RuleMarks } from '../players/state.js';
import type { Facts } from './logic.js';

/** Days whose matches are remembered per rule with `perDay`; events of older days count as used up. */
const REMEMBERED_DAYS = 8;

export interface Moment {
  /** Server time, Unix ms; decides the cooldown. */
  readonly at: number;
  /** Day of the event in the project's zone; only asked for when a rule needs it. */
  readonly day: () => string;
  /** All rules of the project, which bound what is remembered. */
  readonly rules: ReadonlyMap<string, Rule>;
}

/**
 * Judges a rule for a player, condition first, then each limit.
 * @returns the condition that failed, e.g. `where` or `limits.perDay`; undefined when the rule matches
 */
export function judgeRule(rule: Rule, player: PlayerState, facts: Facts, moment: Moment): string | undefined {
  if (!rule.where(facts)) return 'where';
  const { limits, id } = rule.definition;
  if (!limits) return undefined;

  const marks = own(player.rules, id);
  if (!marks) return undefined;
  if (limits.firstTime) return 'limits.firstTime';
  const coolUntil = marks.last + (limits.cooldownSeconds ?? 0) * 1000;
  if (limits.cooldownSeconds !== undefined && moment.at < coolUntil) return 'limits.cooldownSeconds';
  if (limits.perDay !== undefined && isUsedUp(marks, limits.perDay, moment.day())) return 'limits.perDay';
  return undefined;
}

/** Remembers that a rule matched, when it has limits that ask for it. */
export function markRule(player: PlayerState, { definition }: Rule, { at, day, rules }: Moment): PlayerState {
  const { id, limits } = definition;
  if (!limits) return player;
  const marks: RuleMarks = {
    last: at,
    ...(limits.perDay === undefined ? {} : { days: countDay(own(player.rules, id)?.days ?? {}, day()) }),
  };
  return { ...player, rules: withKnown(player.rules, [id, marks], rules) };
}

function isUsedUp({ days = {} }: RuleMarks, perDay: number, day: string): boolean {
  const used = days[day];
  if (used !== undefined) return used >= perDay;
  // A day that fell out of memory may have been full; giving nothing is the safe answer.
  const kept = Object.keys(days);
  return kept.length >= REMEMBERED_DAYS && kept.every((other) => day < other);
}

function countDay(days: Readonly<Record<string, number>>, day: string): Record<string, number> {
  const counted = { ...days, [day]: (days[day] ?? 0) + 1 };
  const newest = Object.keys(counted).sort().slice(-REMEMBERED_DAYS);
  return Object.fromEntries(newest.map((kept) => [kept, counted[kept] ?? 0]));
}
