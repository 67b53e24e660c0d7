import type { Offset } from '../../contract/position.js';
import type { ChatChannelDefinition } from '../chat/definition.js';
import type { LeaderboardDefinition } from '../leaderboards/definition.js';
import type { BadgeDefinition, CurrencyDefinition } from '../players/definition.js';
import { type LevelThresholds, layOutLevels } from '../players/levels.js';
import type { QuestDefinition } from '../quests/definition.js';
import type { EffectDefinition, RuleDefinition } from '../rules/definition.js';
import { compileCondition, compileNumber, type Facts } from '../rules/logic.js';
import type { StreamDefinition } from '../streams/definition.js';
import type { ProjectDefinition } from './contract.js';

type Test = (facts: Facts) => boolean;
type Measure = (facts: Facts) => number | undefined;

/** A rule ready to run. */
export interface Rule {
  readonly definition: RuleDefinition;
  /** What its grants give as their reason. */
  readonly reason: string;
  readonly where: Test;
  readonly effects: readonly { readonly definition: EffectDefinition; readonly amount: Measure }[];
}

/** A step of a quest that events of one type move. */
export interface QuestStep {
  readonly quest: QuestDefinition;
  readonly stepId: string;
  readonly where: Test;
  readonly amount: Measure;
}

/** A board that events of one type feed. */
export interface BoardSource {
  readonly board: LeaderboardDefinition;
  readonly where: Test;
  readonly points: Measure;
}

/** One version of a project's definitions, compiled and indexed; never changed, only replaced. */
export interface Definitions {
  /** Of `system:definitions`, named by every commit computed with it. */
  readonly position: Offset;
  /** Its offset, as clients know it. */
  readonly version: number;
  readonly project: ProjectDefinition;
  readonly levels: LevelThresholds;
  readonly currencies: ReadonlyMap<string, CurrencyDefinition>;
  readonly badges: ReadonlyMap<string, BadgeDefinition>;
  readonly quests: ReadonlyMap<string, QuestDefinition>;
  /** Quests that require a quest. */
  readonly dependents: ReadonlyMap<string, readonly QuestDefinition[]>;
  /** In the order of the definitions. */
  readonly stepsByEvent: ReadonlyMap<string, readonly QuestStep[]>;
  readonly rules: ReadonlyMap<string, Rule>;
  /** Lower priority number first, then in the order of the definitions. */
  readonly rulesByEvent: ReadonlyMap<string, readonly Rule[]>;
  readonly leaderboards: ReadonlyMap<string, LeaderboardDefinition>;
  readonly boardsByEvent: ReadonlyMap<string, readonly BoardSource[]>;
  /** By `xp`, `level` or `currency:<id>`. */
  readonly boardsByMetric: ReadonlyMap<string, readonly LeaderboardDefinition[]>;
  readonly chatChannels: ReadonlyMap<string, ChatChannelDefinition>;
  readonly streams: ReadonlyMap<string, StreamDefinition>;
}

/** Compiles checked definitions. */
export function compileDefinitions(project: ProjectDefinition, position: Offset): Definitions {
  const { quests, leaderboards } = project;
  const rules = project.rules.toSorted((a, b) => a.priority - b.priority).map(compileRule);
  const steps = quests.flatMap((quest) => quest.steps.flatMap((step) => compileStep(quest, step)));
  return {
    position,
    version: position.offset,
    project,
    levels: layOutLevels(project.levels),
    currencies: byId(project.currencies),
    badges: byId(project.badges),
    quests: byId(quests),
    dependents: grouped(quests.flatMap((quest) => quest.requires.map((id) => [id, quest] as const))),
    stepsByEvent: grouped(steps),
    rules: new Map(rules.map((rule) => [rule.definition.id, rule])),
    rulesByEvent: grouped(rules.map((rule) => [rule.definition.eventType, rule] as const)),
    leaderboards: byId(leaderboards),
    boardsByEvent: grouped(leaderboards.flatMap(compileSource)),
    boardsByMetric: grouped(
      leaderboards.flatMap((board) =>
        board.source && 'metric' in board.source ? [[board.source.metric, board] as const] : [],
      ),
    ),
    chatChannels: byId(project.chatChannels),
    streams: byId(project.streams),
  };
}

function compileRule(definition: RuleDefinition): Rule {
  return {
    definition,
    reason: `rule:${definition.id}`,
    where: compileCondition(definition.where ?? true),
    effects: definition.effects.map((effect) => ({
      definition: effect,
      amount: compileNumber('score' in effect ? effect.score : 'amount' in effect ? (effect.amount ?? 1) : 0),
    })),
  };
}

function compileStep(
  quest: QuestDefinition,
  step: QuestDefinition['steps'][number],
): (readonly [string, QuestStep])[] {
  if (step.eventType === undefined) return [];
  const where = compileCondition(step.where ?? true);
  const amount = compileNumber(step.amount ?? 1);
  return [[step.eventType, { quest, stepId: step.id, where, amount }]];
}

function compileSource(board: LeaderboardDefinition): (readonly [string, BoardSource])[] {
  const { source } = board;
  if (!source || 'metric' in source) return [];
  const where = compileCondition(source.where ?? true);
  return [[source.eventType, { board, where, points: compileNumber(source.points) }]];
}

const byId = <Item extends { readonly id: string }>(items: readonly Item[]): ReadonlyMap<string, Item> =>
  new Map(items.map((item) => [item.id, item]));

function grouped<Item>(pairs: readonly (readonly [string, Item])[]): ReadonlyMap<string, readonly Item[]> {
  const groups = new Map<string, Item[]>();
  for (const [key, item] of pairs) {
    const group = groups.get(key);
    if (group) group.push(item);
    else groups.set(key, [item]);
  }
  return groups;
}
