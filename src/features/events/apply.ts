import { dayOf } from '../calendar.js';
import type { Definitions, Rule } from '../definitions/compile.js';
import { type Happening, type Numbered, number, type Turn } from '../players/happening.js';
import { announceLevel } from '../players/rules.js';
import { newPlayer, type PlayerState } from '../players/state.js';
import { advanceQuest } from '../quests/rules.js';
import { isUnlocked } from '../quests/standing.js';
import type { Verdict } from '../rules/contract.js';
import { explainWhere } from '../rules/explain.js';
import type { Facts } from '../rules/logic.js';
import { judgeRule, type Moment, markRule } from '../rules/rules.js';
import { type EffectContext, runEffect } from './effects.js';
import { factsOf, type TrackedEvent } from './event-facts.js';

/** Effects one event may have, those of emitted events included. */
export const MAX_EFFECTS = 200;
/** How many steps of `emit_event` an event may be away from the tracked one. */
export const MAX_DEPTH = 5;

export interface ApplyContext {
  readonly definitions: Definitions;
  /** Server time, Unix ms. */
  readonly at: number;
  /** Whether to say of every rule why it did not match; for people, slow. */
  readonly explain?: boolean;
}

/** What an event does. */
export interface Applied extends Numbered {
  /** The player afterwards; the very object from before when nothing changed. */
  readonly player: PlayerState;
  /** The event and those rules emitted because of it, as boards may count them. */
  readonly tracked: readonly Facts[];
  /** Only when asked to explain: each rule in the order it was judged. */
  readonly verdicts: readonly Verdict[];
}

/** The work in progress on one event; it never leaves this module. */
interface Run {
  readonly context: EffectContext & ApplyContext;
  readonly moment: Moment;
  readonly queue: { readonly event: TrackedEvent; readonly depth: number }[];
  player: PlayerState;
  readonly happened: Happening[];
  readonly tracked: Facts[];
  readonly verdicts: Verdict[];
}

/** Applies one event to a player: rules by priority, then quest steps, then the events that rules emitted. Pure. */
export function applyEvent(
  before: PlayerState | undefined,
  event: TrackedEvent,
  context: ApplyContext,
): Applied {
  const start = before ?? newPlayer(context.at);
  const run: Run = {
    context: {
      definitions: context.definitions,
      at: context.at,
      eventAt: event.timestamp,
      explain: context.explain ?? false,
    },
    moment: momentOf(event, context),
    queue: [{ event, depth: 0 }],
    player: start,
    happened: [],
    tracked: [],
    verdicts: [],
  };
  for (let next = run.queue.shift(); next; next = run.queue.shift()) applyOne(run, next);

  run.happened.push(...announceLevel(before, run.player, context.definitions));
  const player = run.player === start ? start : { ...run.player, updatedAt: context.at };
  const { tracked, verdicts } = run;
  return { player, ...number(event.id, run.happened), tracked, verdicts };
}

function momentOf({ timestamp }: TrackedEvent, { at, definitions }: ApplyContext): Moment {
  let day: string | undefined;
  return {
    at,
    rules: definitions.rules,
    day: () => {
      day ??= dayOf(timestamp, definitions.project.timeZone);
      return day;
    },
  };
}

function applyOne(run: Run, { event, depth }: Run['queue'][number]): void {
  const { definitions } = run.context;
  const rules = definitions.rulesByEvent.get(event.type);
  // What is locked now is not moved by the very event that unlocks it.
  const steps = definitions.stepsByEvent
    .get(event.type)
    ?.filter(({ quest }) => isUnlocked(run.player, quest));
  const facts = factsOf(event, run, run.context);
  run.tracked.push(facts);

  for (const rule of rules ?? []) applyRule(run, rule, { event, depth, facts });
  for (const { quest, stepId, where, amount } of steps ?? []) {
    if (!where(facts)) continue;
    const size = amount(facts);
    if (size !== undefined) take(run, advanceQuest(run.player, quest, { stepId, amount: size }, run.context));
  }
}

function applyRule(
  run: Run,
  rule: Rule,
  { event, depth, facts }: Run['queue'][number] & { readonly facts: Facts },
): void {
  const failed = judgeRule(rule, run.player, facts, run.moment);
  if (run.context.explain) run.verdicts.push(verdictOf(rule, failed, facts));
  if (failed !== undefined) return;

  run.player = markRule(run.player, rule, run.moment);
  const { definitions, at, eventAt } = run.context;
  const context = { definitions, at, eventAt, reason: rule.reason };
  for (const effect of rule.effects) {
    const { definition } = effect;
    if (definition.type === 'emit_event' && depth >= MAX_DEPTH) continue;
    const isTaken = take(run, runEffect(run.player, effect, facts, context));
    if (!isTaken || definition.type !== 'emit_event') continue;
    const { eventType: type, properties = {} } = definition;
    run.queue.push({ event: { ...event, type, properties }, depth: depth + 1 });
  }
}

/** Takes over a turn unless that would be too many effects for one event; one place is left for the level. */
function take(run: Run, { player, happened }: Turn<PlayerState>): boolean {
  if (happened.length === 0 || run.happened.length + happened.length >= MAX_EFFECTS) return false;
  run.player = player;
  run.happened.push(...happened);
  return true;
}

const verdictOf = (rule: Rule, failed: string | undefined, facts: Facts): Verdict => {
  const ruleId = rule.definition.id;
  if (failed === undefined) return { ruleId, matched: true };
  return { ruleId, matched: false, failed: failed === 'where' ? explainWhere(rule, facts) : failed };
};
