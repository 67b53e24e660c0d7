import type { ChannelName, PlayerId, ProjectId } from '../contract/ids.js';
import type { Offset } from '../contract/position.js';
import type { StoredEvent } from '../contract/publication.js';

/** How the entries of a window are ordered and which of them are ranked. */
export interface RankOrder {
  readonly order: 'desc' | 'asc';
  /** `first`: who reached a score first ranks higher. `shared`: equal scores share a rank, the next one is skipped: 1, 1, 3. */
  readonly ties: 'first' | 'shared';
  /** Ranks beyond it are not shown. */
  readonly size?: number | undefined;
  /** Scores below it are kept but not ranked. */
  readonly minScore?: number | undefined;
}

/** Moves entries of one window of a board, as part of the commit of the board's channel. */
export interface RankChange {
  /** Name of the window, without spaces. */
  readonly window: string;
  readonly order: RankOrder;
  /** Unix ms; windows are listed newest first. */
  readonly startsAt: number;
  /** Unix ms until which a window that begins now is kept; absent: for ever. */
  readonly keepUntil?: number;
  /** Applied one after another. */
  readonly updates: readonly RankUpdate[];
  /** Has the commit's answer say what was done, with ranks. */
  readonly report?: boolean;
}

export interface RankUpdate {
  readonly playerId: PlayerId;
  /** `best` keeps whichever score ranks higher. Sums are clamped to |x| <= 2^53-1. */
  readonly operation: 'set' | 'add' | 'best' | 'remove';
  readonly score: number;
  /** Published when the score beats every ranked score the window ever had; the store adds `score` and `previousHighScore` (null: none). */
  readonly highScore?: StoredEvent;
}

/** Which entries of a window to read. */
export type RankSelection =
  | { readonly kind: 'slice'; readonly from: number; readonly count: number }
  | { readonly kind: 'players'; readonly playerIds: readonly PlayerId[] }
  /** A ranked player's entry with as many neighbours on each side. */
  | { readonly kind: 'around'; readonly playerId: PlayerId; readonly span: number };

export interface RankQuery {
  readonly window: string;
  readonly order: RankOrder;
  readonly select: RankSelection;
}

export interface RankRow {
  readonly playerId: PlayerId;
  readonly score: number;
  readonly turn: number;
  /** From 1; null beyond the board's size or below its least score. */
  readonly rank: number | null;
  /** What the last change with a `profile` said of the player. */
  readonly profile: string | undefined;
}

export interface RankPage {
  /** By rank; for `players` in the order asked for, those without an entry left out. */
  readonly rows: readonly RankRow[];
  /** Ranked entries of the window. */
  readonly total: number;
}

/** Pages of one instant, which `epoch` and `offset` of the board's channel name. */
export interface RankPages extends Offset {
  readonly pages: readonly RankPage[];
}

/** For how long a window counts as followed after it was said, ms: longer than the history of a board is kept. */
export const FOLLOWED_MS = 48 * 3_600_000;

/** Boards: entries ordered by score, per channel and window; changed by commits only. */
export interface Ranks {
  /** Reads several pages at one instant; a page costs O(log entries + rows). Keeps the channel's head alive. */
  read(project: ProjectId, channel: ChannelName, queries: readonly RankQuery[]): Promise<RankPages>;
  /** Makes moves in these windows be published with their ranks, which cost time, for the next `FOLLOWED_MS`. */
  follow(project: ProjectId, channel: ChannelName, windows: readonly string[]): Promise<void>;
  /** Names of the windows that hold or held entries and are kept, newest first. */
  windows(
    project: ProjectId,
    channel: ChannelName,
    page: { readonly offset: number; readonly limit: number },
  ): Promise<readonly string[]>;
  /** Drops all windows of a board without a publication; repeating is harmless. */
  forget(project: ProjectId, channel: ChannelName): Promise<void>;
}
