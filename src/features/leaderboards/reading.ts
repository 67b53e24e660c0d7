import { AppError } from '../../contract/errors.js';
import { formatPosition } from '../../contract/position.js';
import type { MovedStanding } from '../../contract/rank-moves.js';
import type { RankPage, RankQuery, RankRow, RankSelection } from '../../engine/ranks.js';
import type { Board } from './address.js';
import type { RankingRow } from './contract.js';
import type { Window } from './windows.js';

/**
 * The window a client names; `current` is that of the instant.
 * @throws AppError NOT_FOUND when no window of the board has that key
 */
export function mustFindWindow({ windows }: Board, name: string | undefined, at: number): Window {
  const window = name === undefined || name === 'current' ? windows.at(at) : windows.named(name);
  if (!window) throw new AppError('NOT_FOUND', { message: 'There is no such window' });
  return window;
}

export const rankQuery = ({ definition }: Board, window: string, select: RankSelection): RankQuery => ({
  window,
  order: definition,
  select,
});

/** What is known of a player beside its score. */
function profileOf({
  playerId,
  profile,
}: RankRow): Pick<RankingRow, 'playerId' | 'displayName' | 'avatarUrl'> {
  // Written by `profileText`.
  const { displayName = null, avatarUrl } = profile === undefined ? {} : JSON.parse(profile);
  return { playerId, displayName, ...(avatarUrl === undefined ? {} : { avatarUrl }) };
}

/** A row as clients see it, also when it is not ranked. */
export const rowOf = (row: RankRow) => ({ rank: row.rank, ...profileOf(row), score: row.score });

/** The ranked rows of a page as clients see them. */
export const rankingsOf = ({ rows }: RankPage): RankingRow[] =>
  rows.flatMap((row) => (row.rank === null ? [] : [{ rank: row.rank, ...profileOf(row), score: row.score }]));

/** Fields every answer about a window of a board has. */
export const placeOf = (board: Board, window: Window, position: { epoch: string; offset: number }) => ({
  leaderboardId: board.address,
  window: window.key,
  position: formatPosition({ epoch: position.epoch, offset: position.offset }),
});

/** The rank clients are told of: none below the least score or beyond the size of the board. */
export function shownRank(
  { minScore, size }: Board['definition'],
  standing: Pick<MovedStanding, 'score' | 'rank'> | undefined,
): number | null {
  if (standing?.rank === undefined || (minScore !== undefined && standing.score < minScore)) return null;
  return size !== undefined && standing.rank > size ? null : standing.rank;
}
