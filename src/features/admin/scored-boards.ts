import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import type { ProjectRules } from '../definitions/contract.js';

/** The scores of boards. */
export interface BoardScores {
  /** Whether a board has counted a score in any window that is still kept. */
  isScored(project: ProjectId, leaderboardId: string): Promise<boolean>;
  /** Drops what a board has counted; repeating it is harmless. */
  forget(project: ProjectId, leaderboardId: string): Promise<void>;
}

/** Looks at a change of definitions before it is committed; refuses with an AppError. Returns what to do when it is. */
export type Guard = (
  project: ProjectId,
  before: ProjectRules,
  after: ProjectRules,
) => Promise<(current: ProjectRules) => Promise<void>>;

/** What decides how scores are counted and ordered: another value would make nonsense of those there are. */
const fixed = ['order', 'aggregate', 'window', 'ties'] as const;

/**
 * Refuses to change how a board counts once it has counted something, and drops the scores of boards that are removed.
 * @throws AppError CONFLICT
 */
export const keepsScoredBoards =
  ({ isScored, forget }: BoardScores): Guard =>
  async (project, before, after) => {
    const old = new Map(before.leaderboards.map((board) => [board.id, board]));
    for (const board of after.leaderboards) {
      const known = old.get(board.id);
      const field = known && fixed.find((name) => known[name] !== board[name]);
      if (field === undefined || !(await isScored(project, board.id))) continue;
      throw new AppError('CONFLICT', {
        message: `${field} of leaderboard ${board.id} is fixed since its first score`,
        details: { leaderboardId: board.id, field },
      });
    }
    return async (current) => {
      const kept = new Set(current.leaderboards.map(({ id }) => id));
      for (const { id } of before.leaderboards) if (!kept.has(id)) await forget(project, id);
    };
  };
