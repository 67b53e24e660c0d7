import type { RankMove, Standing } from '../../src/contract/rank-moves.js';
import type { RankOrder, RankRow, RankSelection, RankUpdate } from '../../src/engine/ranks.js';

interface Entry {
  readonly playerId: string;
  readonly score: number;
  readonly turn: number;
}

type Ranked = Omit<RankRow, 'profile'>;

/** A window of a board as it is meant, by sorting everything each time. */
export class BoardModel {
  readonly #order: RankOrder;
  readonly #entries = new Map<string, Entry>();
  #turn = 0;

  constructor(order: RankOrder) {
    this.#order = order;
  }

  apply({ playerId, operation, score }: Pick<RankUpdate, 'playerId' | 'operation' | 'score'>): RankMove {
    const old = this.#entries.get(playerId);
    const before = this.#standing(playerId);
    const next = this.#scoreAfter(old?.score, operation, score);
    if (next === old?.score) return { playerId, before, after: before };
    if (next === undefined) this.#entries.delete(playerId);
    else this.#entries.set(playerId, { playerId, score: next, turn: ++this.#turn });
    return { playerId, before, after: this.#standing(playerId) };
  }

  /** All entries by rank, those that are not ranked left out. */
  ranked(): Ranked[] {
    return this.#sorted().flatMap((entry) => {
      const row = this.row(entry.playerId);
      return row && row.rank !== null ? [row] : [];
    });
  }

  row(playerId: string): Ranked | undefined {
    const standing = this.#standing(playerId);
    if (!standing) return undefined;
    const { score, turn, rank } = standing;
    const { minScore = Number.NEGATIVE_INFINITY, size = Number.POSITIVE_INFINITY } = this.#order;
    return { playerId, score, turn, rank: score >= minScore && rank <= size ? rank : null };
  }

  select(select: RankSelection): Ranked[] {
    const ranked = this.ranked();
    if (select.kind === 'slice') return ranked.slice(select.from, select.from + select.count);
    if (select.kind === 'players') return select.playerIds.flatMap((id) => this.row(id) ?? []);
    const index = ranked.findIndex(({ playerId }) => playerId === select.playerId);
    return index < 0 ? [] : ranked.slice(Math.max(0, index - select.span), index + select.span + 1);
  }

  #standing(playerId: string): Standing | undefined {
    const own = this.#entries.get(playerId);
    if (!own) return undefined;
    const { minScore = Number.NEGATIVE_INFINITY } = this.#order;
    const better = [...this.#entries.values()].filter(
      (other) => other.score >= minScore && this.#compare(other, own) < 0,
    );
    return { score: own.score, turn: own.turn, rank: own.score < minScore ? Number.NaN : better.length + 1 };
  }

  #sorted(): Entry[] {
    return [...this.#entries.values()].sort((a, b) => this.#compare(a, b) || a.turn - b.turn);
  }

  #compare(a: Entry, b: Entry): number {
    const byScore = this.#order.order === 'desc' ? b.score - a.score : a.score - b.score;
    return byScore || (this.#order.ties === 'first' ? a.turn - b.turn : 0);
  }

  #scoreAfter(before: number | undefined, operation: RankUpdate['operation'], score: number) {
    if (operation === 'remove') return undefined;
    if (before === undefined || operation === 'set') return score;
    if (operation === 'add') return before + score;
    return this.#order.order === 'desc' ? Math.max(before, score) : Math.min(before, score);
  }
}
