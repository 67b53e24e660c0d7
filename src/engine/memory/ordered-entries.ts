import type { PlayerId } from '../../contract/ids.js';
import type { RankKey } from '../../contract/rank-moves.js';
import { Ordered } from './ordered.js';

export interface Entry extends RankKey {
  readonly playerId: PlayerId;
  /** The score, negated where high scores rank first: lower is better. */
  readonly sort: number;
}

/** Entries by sort score, then turn. */
export class OrderedEntries extends Ordered<Entry> {
  constructor() {
    super((one, other) => one.sort < other.sort || (one.sort === other.sort && one.turn < other.turn));
  }

  /** How many entries have a sort score below a limit, or at it when `inclusive`. */
  countBelow(sort: number, inclusive = false): number {
    return this.count((other) => other.sort < sort || (inclusive && other.sort === sort));
  }
}
