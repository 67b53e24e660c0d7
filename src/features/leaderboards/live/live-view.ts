import type { PlayerId } from '../../../contract/ids.js';
import type { RankMove } from '../../../contract/rank-moves.js';
import { alters, type BoardView, bandOf } from '../view.js';
import type { BoardSink } from './board-sink.js';

/** Sinks that look at the same part of a window: one read and one packet serve them all. */
export class LiveView {
  readonly view: BoardView;
  /** Whose neighbours it shows, when it shows somebody's. */
  readonly viewer: PlayerId | undefined;
  readonly followers = new Set<BoardSink>();
  /** Those that have not been sent anything yet. */
  readonly fresh = new Set<BoardSink>();
  isDirty = false;
  #sentAt = Number.NEGATIVE_INFINITY;

  constructor(view: BoardView, viewer: PlayerId | undefined) {
    this.view = view;
    this.viewer = viewer;
  }

  /** Notes a move; `total` says that the number of ranked entries is another one now. */
  note(move: RankMove, total: boolean): void {
    if (this.isDirty) return;
    const band = bandOf(this.view);
    this.isDirty = total || !band || alters(band, move);
  }

  isDue(now: number, intervalMs: number): boolean {
    return this.isDirty && now - this.#sentAt >= intervalMs;
  }

  /** Takes the sinks that are to get what is sent now. */
  takeRecipients(now: number, intervalMs: number): readonly BoardSink[] {
    const recipients = this.isDue(now, intervalMs) ? [...this.followers] : [...this.fresh];
    if (this.isDue(now, intervalMs)) {
      this.isDirty = false;
      this.#sentAt = now;
    }
    this.fresh.clear();
    return recipients;
  }
}
