import type { PlayerId } from './ids.js';

/** What decides the order of entries: their score, and among equal scores the turn in which they reached it. */
export interface RankKey {
  readonly score: number;
  /** Grows with every change of a window; lower ranks first. */
  readonly turn: number;
}

/** Where an entry stood at one instant. */
export interface Standing extends RankKey {
  /** From 1, by the ties and the least score of the board; its size is not considered. */
  readonly rank: number;
}

/** Where an entry stood before or after a move; its rank is known when the window was followed or the change reported. */
export interface MovedStanding extends RankKey {
  readonly rank: number | undefined;
}

/** One player's entry before and after a change; absent where there was or is none. */
export interface RankMove {
  readonly playerId: PlayerId;
  readonly before: MovedStanding | undefined;
  readonly after: MovedStanding | undefined;
}

/** What one commit did to one window of a board, in order. */
export interface RankMoves {
  readonly window: string;
  readonly moves: readonly RankMove[];
}

/** Whether the entry is another one now; an update that does not beat a best score moves nothing. */
export const hasMoved = ({ before, after }: RankMove): boolean => before?.turn !== after?.turn;

/** Whether nobody found out the ranks of a move. */
export const isUnranked = ({ before, after }: RankMove): boolean =>
  (before !== undefined && before.rank === undefined) || (after !== undefined && after.rank === undefined);

const NONE = '-';
const FIELDS = 7;

/** Writes moves as the stores do: the window, then seven words per move, `-` for what is absent. */
export const encodeRankMoves = ({ window, moves }: RankMoves): string =>
  [
    window,
    ...moves.flatMap(({ playerId, before, after }) => [playerId, ...words(before), ...words(after)]),
  ].join(' ');

/** Reads what `encodeRankMoves` or the commit script wrote. */
export function decodeRankMoves(text: string): RankMoves {
  const [window = '', ...fields] = text.split(' ');
  const moves: RankMove[] = [];
  for (let at = 0; at + FIELDS <= fields.length; at += FIELDS) {
    moves.push({
      playerId: fields[at] ?? '',
      before: standing(fields, at + 1),
      after: standing(fields, at + 4),
    });
  }
  return { window, moves };
}

const words = (standing: MovedStanding | undefined): (string | number)[] =>
  standing ? [standing.score, standing.turn, standing.rank ?? NONE] : [NONE, NONE, NONE];

function standing(fields: readonly string[], at: number): MovedStanding | undefined {
  if (fields[at] === NONE) return undefined;
  const rank = fields[at + 2] === NONE ? undefined : Number(fields[at + 2]);
  return { score: Number(fields[at]), turn: Number(fields[at + 1]), rank };
}
