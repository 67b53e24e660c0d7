import type { Definitions } from '../definitions/compile.js';
import type { ScoreSubmission } from '../players/happening.js';
import { levelAt } from '../players/levels.js';
import { balanceOf } from '../players/rules.js';
import type { PlayerTurn } from '../players/scores.js';
import { newPlayer, type PlayerState } from '../players/state.js';
import type { LeaderboardDefinition } from './definition.js';

/** Something a board is to count. */
export interface Feed {
  readonly definition: LeaderboardDefinition;
  readonly operation: 'set' | 'add' | 'best';
  readonly score: number;
  /** The effect that asked for it; absent when the board's own source did. */
  readonly effectId?: string;
  /** Properties of the event that caused it. */
  readonly properties: Readonly<Record<string, unknown>>;
}

const operations = { set: 'set', increment: 'add', best: 'best' } as const;
const operationOf = { sum: 'add', best: 'best', last: 'set', count: 'add' } as const;

const none = {};

/** How a board counts a score: as it is told to, else by its aggregate; a counting board counts 1. */
export function countedBy(
  { aggregate }: LeaderboardDefinition,
  {
    score,
    operation,
  }: { readonly score: number; readonly operation?: ScoreSubmission['operation'] | undefined },
): Pick<Feed, 'operation' | 'score'> {
  if (operation !== undefined) return { operation: operations[operation], score };
  return { operation: operationOf[aggregate], score: aggregate === 'count' ? 1 : score };
}

/** Everything boards have to count of what happened to a player: what rules submitted, what they take from events, and metrics. */
export function feedsOf(turn: PlayerTurn, definitions: Definitions): Feed[] {
  const feeds: Feed[] = [];
  const properties = turn.tracked[0]?.properties ?? none;
  for (const { leaderboardId, effectId, ...submitted } of turn.submissions) {
    const definition = definitions.leaderboards.get(leaderboardId);
    if (definition) feeds.push({ definition, properties, effectId, ...countedBy(definition, submitted) });
  }
  for (const facts of turn.tracked) {
    for (const { board, where, points } of definitions.boardsByEvent.get(facts.event.type) ?? []) {
      const score = where(facts) ? points(facts) : undefined;
      if (score === undefined) continue;
      feeds.push({ definition: board, properties: facts.properties, ...countedBy(board, { score }) });
    }
  }
  for (const [metric, boards] of definitions.boardsByMetric) {
    const after = metricOf(turn.after, metric, definitions);
    const gained = after - metricOf(turn.before ?? newPlayer(turn.at), metric, definitions);
    if (gained === 0) continue;
    for (const definition of boards) {
      const counted = metricFeed(definition, after, gained);
      if (counted) feeds.push({ definition, properties, ...counted });
    }
  }
  return feeds;
}

/** A board of all times ranks the value a metric has, one with windows what was gained in each. */
function metricFeed(
  definition: LeaderboardDefinition,
  value: number,
  gained: number,
): Pick<Feed, 'operation' | 'score'> | undefined {
  if (definition.window === 'all_time') return { operation: 'set', score: value };
  return gained > 0 ? countedBy(definition, { score: gained }) : undefined;
}

function metricOf(player: PlayerState, metric: string, definitions: Definitions): number {
  if (metric === 'xp') return player.xp;
  if (metric === 'level') return levelAt(definitions.levels, player.xp);
  return balanceOf(player, metric.slice('currency:'.length), definitions);
}
