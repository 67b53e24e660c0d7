import type { Decision } from '../../commit/decision.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Definitions } from '../definitions/compile.js';
import { eventsOf, type Turn } from './happening.js';
import { announceLevel } from './rules.js';
import type { PlanScores } from './scores.js';
import type { PlayerState } from './state.js';

export interface SettleContext<Result> {
  readonly playerId: PlayerId;
  readonly definitions: Definitions;
  /** Server time, Unix ms. */
  readonly at: number;
  readonly planScores: PlanScores | undefined;
  /** What the caller gets of the player afterwards. */
  readonly answer: (player: PlayerState) => Result;
}

/** Turns what a call outside of any event did to a player into its commit: with the level reached and what boards make of it. */
export function settle<Result>(
  before: PlayerState,
  turn: Turn<PlayerState>,
  { playerId, definitions, at, planScores, answer }: SettleContext<Result>,
): Decision<PlayerState, Result> {
  if (turn.player === before) return { events: [], result: answer(before) };

  const player = { ...turn.player, updatedAt: at };
  const events = eventsOf([...turn.happened, ...announceLevel(before, player, definitions)]);
  const nothingTracked = { submissions: [], tracked: [], eventAt: at };
  const plan = planScores?.({ playerId, before, after: player, at, ...nothingTracked }, definitions);
  return { state: player, events, result: answer(player), ...(plan ? { others: plan.changes } : {}) };
}
