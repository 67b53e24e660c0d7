import type { PlayerId } from '../../contract/ids.js';
import type { Change } from '../../engine/engine.js';
import type { Definitions } from '../definitions/compile.js';
import type { Facts } from '../rules/logic.js';
import type { Effect, NumberedEffect, NumberedSubmission } from './happening.js';
import type { PlayerState } from './state.js';

/** What one commit does to a player, as far as boards care. */
export interface PlayerTurn {
  readonly playerId: PlayerId;
  readonly before: PlayerState | undefined;
  readonly after: PlayerState;
  readonly submissions: readonly NumberedSubmission[];
  /** The tracked event and those rules made of it; empty for a direct grant. */
  readonly tracked: readonly Facts[];
  /** Unix ms that decides windows: the event's time. */
  readonly eventAt: number;
  /** Unix ms, server time. */
  readonly at: number;
}

/** Changes of boards that belong into the player's commit. */
export interface ScorePlan {
  readonly changes: readonly Change[];
  /** By effect id: what to show instead of a submission, e.g. `score_skipped`. */
  readonly replaced?: ReadonlyMap<string, NumberedEffect>;
  /** Effects no rule had: what boards that feed themselves from events did not take. */
  readonly added?: readonly Effect[];
}

/** Turns what happened to a player into board updates: submissions, boards fed by events, and metrics. Pure. */
export type PlanScores = (turn: PlayerTurn, definitions: Definitions) => ScorePlan;
