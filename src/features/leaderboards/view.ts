import { z } from 'zod';
import { PlayerId } from '../../contract/ids.js';
import { hasMoved, isUnranked, type RankMove } from '../../contract/rank-moves.js';
import type { RankSelection } from '../../engine/ranks.js';

/** Rows of a page at most. */
export const MAX_ROWS = 1000;
const MAX_RANK = 1_000_000_000;

const Rank = z.number().int().min(1).max(MAX_RANK);
const Rows = z.number().int().min(1).max(MAX_ROWS);

/** Which part of a board a client looks at. */
export const BoardView = z
  .union([
    z.strictObject({ top: Rows }),
    z.strictObject({ page: Rank, size: Rows.default(100) }),
    z
      .strictObject({ from: Rank, to: Rank })
      .refine(
        ({ from, to }) => to >= from && to - from < MAX_ROWS,
        `must be 1-${MAX_ROWS} ranks, lowest first`,
      ),
    z.strictObject({ playerIds: z.array(PlayerId).min(1).max(100) }),
    z.strictObject({ around: z.number().int().min(0).max(50) }),
  ])
  .meta({ id: 'LeaderboardView' });
export type BoardView = z.output<typeof BoardView>;

/** Ranks from `from` to `to`, both included. */
export interface Band {
  readonly from: number;
  readonly to: number;
}

/** The ranks a view shows; undefined when it shows certain players instead. */
export function bandOf(view: BoardView): Band | undefined {
  if ('top' in view) return { from: 1, to: view.top };
  if ('page' in view) return { from: (view.page - 1) * view.size + 1, to: view.page * view.size };
  return 'from' in view ? view : undefined;
}

/**
 * What to read for a view.
 * @param viewer - whose neighbours `around` shows; nobody has none
 */
export function selectionOf(view: BoardView, viewer: PlayerId | undefined): RankSelection {
  const band = bandOf(view);
  if (band) return { kind: 'slice', from: band.from - 1, count: band.to - band.from + 1 };
  if ('playerIds' in view) return { kind: 'players', playerIds: view.playerIds };
  if (viewer === undefined || !('around' in view)) return { kind: 'players', playerIds: [] };
  return { kind: 'around', playerId: viewer, span: view.around };
}

/**
 * Whether a player's move begins or ends inside a band: the player is, or was, one of those it shows. A move whose ranks
 * nobody knows may.
 */
export function concerns({ from, to }: Band, move: RankMove): boolean {
  if (isUnranked(move)) return true;
  const isInside = (rank: number | undefined) => rank !== undefined && rank >= from && rank <= to;
  return isInside(move.before?.rank) || isInside(move.after?.rank);
}

/** Whether what a band shows is another after a move: also when a player passed it, and all in it moved by one. */
export function alters({ from, to }: Band, move: RankMove): boolean {
  if (!hasMoved(move)) return false;
  if (isUnranked(move)) return true;
  const ranks = [move.before?.rank ?? Number.POSITIVE_INFINITY, move.after?.rank ?? Number.POSITIVE_INFINITY];
  return Math.min(...ranks) <= to && Math.max(...ranks) >= from;
}
