import type { RankOrder } from '../ranks.js';

/** The order of a board as the scripts take it. */
export interface BoardArguments {
  /** What a score is multiplied with so that lower is better. */
  readonly sign: 1 | -1;
  /** `'1'` when equal scores share a rank. */
  readonly shared: '1' | '';
  /** Least and highest sort score that is ranked. */
  readonly least: number | '-inf';
  readonly most: number | '+inf';
}

export function boardArguments({ order, ties, minScore }: RankOrder): BoardArguments {
  const shared = ties === 'shared' ? '1' : '';
  if (order === 'desc')
    return { sign: -1, shared, least: '-inf', most: minScore === undefined ? '+inf' : -minScore };
  return { sign: 1, shared, least: minScore ?? '-inf', most: '+inf' };
}
