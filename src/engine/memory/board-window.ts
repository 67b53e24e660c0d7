import { MAX_AMOUNT, type PlayerId } from '../../contract/ids.js';
import type { MovedStanding, RankMove, Standing } from '../../contract/rank-moves.js';
import type { RankOrder, RankPage, RankRow, RankSelection, RankUpdate } from '../ranks.js';
import { type Entry, OrderedEntries } from './ordered-entries.js';

/** A move, and the best score there was when the new one beats it (null: there was none). */
export interface Moved extends RankMove {
  readonly beaten: number | null | undefined;
}

/** The entries of one window of a board. */
export class BoardWindow {
  readonly #ordered = new OrderedEntries();
  readonly #byPlayer = new Map<PlayerId, Entry>();
  #turn = 0;
  /** Sort score of the best ranked score there was. */
  #best: number | undefined;

  /** @param withRanks - whether to find out the ranks before and after */
  update({ playerId, operation, score }: RankUpdate, order: RankOrder, withRanks: boolean): Moved {
    const standing = (entry: Entry) =>
      withRanks ? this.#standing(entry, order) : { score: entry.score, turn: entry.turn, rank: undefined };
    const old = this.#byPlayer.get(playerId);
    const before: MovedStanding | undefined = old && standing(old);
    const next = scoreAfter(old?.score, { operation, score }, order);
    if (next === old?.score) return { playerId, before, after: before, beaten: undefined };

    if (old) this.#ordered.remove(old);
    if (next === undefined) {
      this.#byPlayer.delete(playerId);
      return { playerId, before, after: undefined, beaten: undefined };
    }
    const entry = { playerId, score: next, sort: next * signOf(order), turn: ++this.#turn };
    this.#ordered.insert(entry);
    this.#byPlayer.set(playerId, entry);
    const after = standing(entry);
    return { playerId, before, after, beaten: this.#judge(entry, order) };
  }

  page(select: RankSelection, order: RankOrder): RankPage {
    const ranked = this.#ranked(order);
    const total = ranked.end - ranked.begin;
    if (select.kind === 'players') {
      const entries = select.playerIds.flatMap((id) => this.#byPlayer.get(id) ?? []);
      return { rows: entries.map((entry) => this.#row(entry, order)), total };
    }
    if (select.kind === 'slice') return { rows: this.#rows(select.from, select.count, order), total };

    const entry = this.#byPlayer.get(select.playerId);
    const index =
      entry && this.#row(entry, order).rank !== null ? this.#ordered.countBefore(entry) : undefined;
    if (index === undefined) return { rows: [], total };
    const from = Math.max(0, index - ranked.begin - select.span);
    const rows = this.#rows(from, index - ranked.begin - from + select.span + 1, order);
    return { rows, total };
  }

  #rows(from: number, count: number, order: RankOrder): RankRow[] {
    const { begin, end } = this.#ranked(order);
    const first = begin + from;
    const entries = this.#ordered.slice(first, Math.min(count, end - first));
    return entries.map((entry) => this.#row(entry, order));
  }

  /** Indexes of the ranked entries. */
  #ranked(order: RankOrder): { begin: number; end: number } {
    const { size = Number.POSITIVE_INFINITY, ties } = order;
    const [least, most] = boundsOf(order);
    const begin = this.#ordered.countBelow(least);
    const end = this.#ordered.countBelow(most, true);
    if (end - begin <= size) return { begin, end };
    const last = this.#ordered.at(begin + size - 1);
    if (ties === 'first' || !last) return { begin, end: begin + size };
    return { begin, end: this.#ordered.countBelow(last.sort, true) };
  }

  #row(entry: Entry, order: RankOrder): RankRow {
    const [least, most] = boundsOf(order);
    const { rank } = this.#standing(entry, order);
    const isRanked = entry.sort >= least && entry.sort <= most && rank <= (order.size ?? rank);
    const { playerId, score, turn } = entry;
    return { playerId, score, turn, rank: isRanked ? rank : null, profile: undefined };
  }

  #standing(entry: Entry, order: RankOrder): Standing {
    const [least] = boundsOf(order);
    const better =
      order.ties === 'shared' ? this.#ordered.countBelow(entry.sort) : this.#ordered.countBefore(entry);
    return { score: entry.score, turn: entry.turn, rank: better - this.#ordered.countBelow(least) + 1 };
  }

  #judge({ sort }: Entry, order: RankOrder): number | null | undefined {
    const [least, most] = boundsOf(order);
    const best = this.#best;
    if (sort < least || sort > most || (best !== undefined && sort >= best)) return undefined;
    this.#best = sort;
    return best === undefined ? null : best * signOf(order) + 0;
  }
}

const signOf = ({ order }: RankOrder): number => (order === 'desc' ? -1 : 1);

/** Least and highest sort score that is ranked. */
function boundsOf({ order, minScore }: RankOrder): [number, number] {
  if (minScore === undefined) return [Number.NEGATIVE_INFINITY, Number.POSITIVE_INFINITY];
  return order === 'desc' ? [Number.NEGATIVE_INFINITY, -minScore] : [minScore, Number.POSITIVE_INFINITY];
}

function scoreAfter(
  before: number | undefined,
  { operation, score }: Pick<RankUpdate, 'operation' | 'score'>,
  { order }: RankOrder,
): number | undefined {
  if (operation === 'remove') return undefined;
  if (before === undefined || operation === 'set') return score + 0;
  if (operation === 'add') return Math.min(MAX_AMOUNT, Math.max(-MAX_AMOUNT, before + score));
  return order === 'desc' ? Math.max(before, score) : Math.min(before, score);
}
