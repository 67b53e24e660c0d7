import type { ChannelName, PlayerId } from '../../contract/ids.js';
import type { StoredEvent } from '../../contract/publication.js';
import { encodeRankMoves, hasMoved } from '../../contract/rank-moves.js';
import type { RankChange, RankPage, RankQuery } from '../ranks.js';
import { BoardWindow, type Moved } from './board-window.js';

interface Kept {
  readonly entries: BoardWindow;
  readonly startsAt: number;
  readonly keepUntil: number;
}

/** What a change did to a board. */
export interface BoardMoves {
  /** All updates, when that was asked for. */
  readonly report: string | undefined;
  /** Those that moved an entry; undefined when none did. */
  readonly moved: string | undefined;
  readonly highScores: readonly StoredEvent[];
  /** It is the first of its window. */
  readonly begins: boolean;
}

/** The boards of one project. */
export class Boards {
  readonly #windows = new Map<ChannelName, Map<string, Kept>>();
  readonly #profiles = new Map<PlayerId, string>();
  /** Until when windows count as followed, Unix ms. */
  readonly #followed = new Map<string, number>();

  setProfile(playerId: PlayerId, profile: string | null): void {
    if (profile === null) this.#profiles.delete(playerId);
    else this.#profiles.set(playerId, profile);
  }

  apply(channel: ChannelName, change: RankChange, now: number): BoardMoves {
    const { window, order, updates, report = false } = change;
    const known = this.#find(channel, window, now);
    const entries = known?.entries ?? new BoardWindow();
    const withRanks = report || (this.#followed.get(followKey(channel, window)) ?? 0) > now;
    const moves = updates.map((update) => entries.update(update, order, withRanks));
    const moved = moves.filter(hasMoved);
    const begins = !known && moved.length > 0;
    if (begins) this.#begin(channel, change, entries);
    const highScores = updates.flatMap(({ highScore }, index) => {
      const move = moves[index];
      return highScore && move ? highScoreOf(highScore, move) : [];
    });
    return {
      report: report ? encodeRankMoves({ window, moves }) : undefined,
      moved: moved.length > 0 ? encodeRankMoves({ window, moves: moved }) : undefined,
      highScores,
      begins,
    };
  }

  page(channel: ChannelName, { window, order, select }: RankQuery, now: number): RankPage {
    const kept = this.#find(channel, window, now);
    if (!kept) return { rows: [], total: 0 };
    const { rows, total } = kept.entries.page(select, order);
    return { rows: rows.map((row) => ({ ...row, profile: this.#profiles.get(row.playerId) })), total };
  }

  windows(channel: ChannelName, now: number): string[] {
    return [...(this.#windows.get(channel) ?? [])]
      .filter(([, { keepUntil }]) => keepUntil > now)
      .sort(([one, { startsAt: a }], [other, { startsAt: b }]) => b - a || (one < other ? 1 : -1))
      .map(([window]) => window);
  }

  follow(channel: ChannelName, windows: readonly string[], until: number): void {
    for (const window of windows) this.#followed.set(followKey(channel, window), until);
  }

  forget(channel: ChannelName): void {
    this.#windows.delete(channel);
  }

  sweep(now: number): void {
    for (const [key, until] of this.#followed) if (until <= now) this.#followed.delete(key);
    for (const windows of this.#windows.values()) {
      for (const [window, { keepUntil }] of windows) if (keepUntil <= now) windows.delete(window);
    }
  }

  #find(channel: ChannelName, window: string, now: number): Kept | undefined {
    const kept = this.#windows.get(channel)?.get(window);
    return kept && kept.keepUntil > now ? kept : undefined;
  }

  #begin(channel: ChannelName, { window, startsAt, keepUntil }: RankChange, entries: BoardWindow): void {
    const windows = this.#windows.get(channel) ?? new Map<string, Kept>();
    this.#windows.set(channel, windows);
    windows.set(window, { entries, startsAt, keepUntil: keepUntil ?? Number.POSITIVE_INFINITY });
  }
}

const followKey = (channel: ChannelName, window: string): string => `${channel}|${window}`;

function highScoreOf({ name, json }: StoredEvent, { beaten, after }: Moved): StoredEvent | [] {
  if (beaten === undefined || !after) return [];
  return { name, json: `${json.slice(0, -1)},"score":${after.score},"previousHighScore":${beaten}}` };
}
