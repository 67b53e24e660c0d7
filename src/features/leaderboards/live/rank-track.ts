import type { PlayerId } from '../../../contract/ids.js';
import type { MovedStanding, RankKey, RankMove, Standing } from '../../../contract/rank-moves.js';
import type { RankOrder } from '../../../engine/ranks.js';

interface Tracked {
  readonly playerId: PlayerId;
  key: RankKey;
  rank: number;
}

/**
 * Keeps the ranks of some players exact by the moves of all, without asking the store: a rank moves by the entries that cross
 * the player's key. A move costs O(log players) and, when it is a tracked player's own, O(players).
 */
export class RankTrack {
  readonly #order: RankOrder;
  readonly #byPlayer = new Map<PlayerId, Tracked | undefined>();
  /** Those with an entry, by key. */
  #sorted: Tracked[] = [];
  /** What the rank at each index and of all behind it has still to be raised by. */
  #shifts: number[] = [0];
  #isSettled = true;

  constructor(order: RankOrder) {
    this.#order = order;
  }

  has(playerId: PlayerId): boolean {
    return this.#byPlayer.has(playerId);
  }

  /** Begins with a player's standing of this instant; undefined when it has no entry. */
  add(playerId: PlayerId, standing: Standing | undefined): void {
    this.delete(playerId);
    if (standing) this.#place(playerId, standing);
    else this.#byPlayer.set(playerId, undefined);
  }

  delete(playerId: PlayerId): void {
    const tracked = this.#byPlayer.get(playerId);
    this.#byPlayer.delete(playerId);
    if (!tracked) return;
    this.#settle();
    this.#sorted.splice(this.#sorted.indexOf(tracked), 1);
    this.#shifts.pop();
  }

  /** Follows a move; a player whose new rank nobody found out is not tracked any more. */
  apply({ playerId, before, after }: RankMove): void {
    this.#shift(before, -1);
    this.#shift(after, 1);
    if (!this.#byPlayer.has(playerId)) return;
    if (after && !hasRank(after)) this.delete(playerId);
    else this.add(playerId, after);
  }

  /** The standing of a tracked player now; undefined when it has no entry. */
  standingOf(playerId: PlayerId): Standing | undefined {
    this.#settle();
    const tracked = this.#byPlayer.get(playerId);
    return tracked && { ...tracked.key, rank: tracked.rank };
  }

  /** Raises the ranks of all that are worse than a key. */
  #shift(key: RankKey | undefined, by: number): void {
    if (!key || this.#sorted.length === 0 || isHidden(key, this.#order)) return;
    const from = this.#firstWorse(key);
    this.#shifts[from] = (this.#shifts[from] ?? 0) + by;
    this.#isSettled = false;
  }

  #place(playerId: PlayerId, { score, turn, rank }: Standing): void {
    this.#settle();
    const tracked = { playerId, key: { score, turn }, rank };
    const index = this.#sorted.findIndex((other) => compareEntries(other.key, tracked.key, this.#order) > 0);
    this.#sorted.splice(index < 0 ? this.#sorted.length : index, 0, tracked);
    this.#shifts.push(0);
    this.#byPlayer.set(playerId, tracked);
  }

  #settle(): void {
    if (this.#isSettled) return;
    this.#isSettled = true;
    let shift = 0;
    for (const [index, tracked] of this.#sorted.entries()) {
      shift += this.#shifts[index] ?? 0;
      this.#shifts[index] = 0;
      tracked.rank += shift;
    }
    this.#shifts[this.#sorted.length] = 0;
  }

  /** Index of the first tracked entry that ranks behind a key; equal ones do not where ties are shared. */
  #firstWorse(key: RankKey): number {
    let [low, high] = [0, this.#sorted.length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      const other = this.#sorted[middle]?.key ?? key;
      if (compareRanks(other, key, this.#order) > 0) high = middle;
      else low = middle + 1;
    }
    return low;
  }
}

/**
 * The standing an entry had before some moves, found by undoing them; undefined when it had none or nobody knows its rank.
 * @param moves - in the order they happened
 */
export function undoMoves(
  playerId: PlayerId,
  now: Standing | undefined,
  moves: readonly RankMove[],
  order: RankOrder,
): Standing | undefined {
  let standing = now;
  for (const { playerId: moved, before, after } of moves.toReversed()) {
    if (moved === playerId) standing = before && hasRank(before) ? before : undefined;
    else if (standing) {
      const rank = standing.rank + passes(before, standing, order) - passes(after, standing, order);
      standing = { ...standing, rank };
    }
  }
  return standing;
}

const hasRank = (standing: MovedStanding): standing is Standing => standing.rank !== undefined;

const passes = (key: RankKey | undefined, own: RankKey, order: RankOrder): number =>
  key && !isHidden(key, order) && compareRanks(key, own, order) < 0 ? 1 : 0;

const isHidden = ({ score }: RankKey, { minScore }: RankOrder): boolean =>
  minScore !== undefined && score < minScore;

const compareScores = (one: RankKey, other: RankKey, { order }: RankOrder): number =>
  order === 'desc' ? other.score - one.score : one.score - other.score;

/** Negative when the first ranks higher; 0 when they share a rank. */
const compareRanks = (one: RankKey, other: RankKey, order: RankOrder): number =>
  compareScores(one, other, order) || (order.ties === 'first' ? one.turn - other.turn : 0);

const compareEntries = (one: RankKey, other: RankKey, order: RankOrder): number =>
  compareScores(one, other, order) || one.turn - other.turn;
