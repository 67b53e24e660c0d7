import type { PlayerId } from '../../../contract/ids.js';
import type { RankMoves } from '../../../contract/rank-moves.js';
import type { RankPage, RankQuery } from '../../../engine/ranks.js';
import type { Board } from '../address.js';
import { rankingsOf, rankQuery, shownRank } from '../reading.js';
import { selectionOf } from '../view.js';
import type { BoardSink } from './board-sink.js';
import { Followers } from './followers.js';
import { LiveView } from './live-view.js';
import { RankTrack, undoMoves } from './rank-track.js';
import type { Tell } from './tell.js';

/** One thing to read and what to do with it. */
export interface Wanted {
  readonly query: RankQuery;
  /** Called with what was read, at the position it was read at. */
  readonly use: (page: RankPage, tell: Tell, now: number) => void;
}

/** The live side of one window of a board. */
export class LiveWindow {
  readonly key: string;
  readonly #intervalMs: number;
  readonly #views = new Map<string, LiveView>();
  readonly #followers = new Followers();
  #board: Board;
  #track: RankTrack;
  /** Those whose rank is not known yet. */
  readonly #fresh = new Set<BoardSink>();
  #moved = false;
  #toldAt = Number.NEGATIVE_INFINITY;

  constructor(board: Board, key: string, intervalMs: number) {
    this.key = key;
    this.#board = board;
    this.#intervalMs = intervalMs;
    this.#track = new RankTrack(trackOrder(board));
  }

  get isEmpty(): boolean {
    return this.#followers.isEmpty;
  }

  /** Those who get what everybody gets: one per connection. */
  get followers(): ReadonlySet<BoardSink> {
    return this.#followers.leading;
  }

  /** Whether somebody waits for the first answer. */
  get isUrgent(): boolean {
    return this.#fresh.size > 0 || [...this.#views.values()].some(({ fresh }) => fresh.size > 0);
  }

  get needsTelling(): boolean {
    return this.isUrgent || this.#moved || [...this.#views.values()].some(({ isDirty }) => isDirty);
  }

  add(sink: BoardSink): void {
    this.#followers.add(sink);
    this.#enter(sink);
  }

  remove(sink: BoardSink): void {
    const heir = this.#followers.delete(sink);
    const wasFresh = this.#fresh.delete(sink);
    if (heir) this.#inherit(heir, sink, wasFresh);
    for (const [key, live] of this.#views) {
      live.followers.delete(sink);
      live.fresh.delete(sink);
      if (live.followers.size === 0 && live.fresh.size === 0) this.#views.delete(key);
    }
    const { playerId } = sink;
    const isElsewhere = [...this.followers].some((other) => other.playerId === playerId);
    if (playerId !== undefined && !isElsewhere) this.#track.delete(playerId);
  }

  /** Begins anew by a board that was edited. */
  edit(board: Board): void {
    this.#board = board;
    this.#track = new RankTrack(trackOrder(board));
    this.#views.clear();
    for (const sink of this.#followers.all()) {
      // Without what it missed, its rank is compared with the one it knows.
      sink.missed = undefined;
      this.#enter(sink);
    }
  }

  receive(published: RankMoves): void {
    for (const sink of this.#fresh) sink.missed?.push(published);
    const { minScore } = this.#board.definition;
    const counts = (score: number | undefined) => score !== undefined && score >= (minScore ?? score);
    for (const move of published.moves) {
      const wasTracked = this.#track.has(move.playerId);
      this.#track.apply(move);
      if (wasTracked && !this.#track.has(move.playerId)) this.#findAgain(move.playerId);
      const total = counts(move.before?.score) !== counts(move.after?.score);
      for (const live of this.#views.values()) live.note(move, total);
    }
    this.#moved = true;
  }

  /** What has to be read before anything can be told; empty when nothing has. */
  wanted(now: number): Wanted[] {
    const views = [...this.#views.values()].filter(
      (live) => live.fresh.size > 0 || live.isDue(now, this.#intervalMs),
    );
    const wanted = views.map((live) => this.#wantedBy(live));
    const players = new Set([...this.#fresh].flatMap(({ playerId }) => playerId ?? []));
    return players.size === 0 ? wanted : [this.#wantedRanks([...players]), ...wanted];
  }

  /** Tells players whose rank is another one than they know. */
  tellRanks(tell: Tell, now: number): void {
    if (!this.#moved || now - this.#toldAt < this.#intervalMs) return;
    this.#moved = false;
    this.#toldAt = now;
    for (const sink of this.followers) if (!this.#fresh.has(sink)) this.#tellRank(sink, tell);
  }

  #enter(sink: BoardSink): void {
    const live = this.#viewOf(sink);
    live.fresh.add(sink);
    const leader = this.#followers.leaderOf(sink) ?? sink;
    // What a connection looks at twice, it gets once.
    if (leader === sink || !live.followers.has(leader)) live.followers.add(sink);
    if (leader === sink && sink.playerId !== undefined) this.#fresh.add(sink);
  }

  /** Goes on for a connection with its other subscription. */
  #inherit(heir: BoardSink, { knownRank, missed }: BoardSink, isFresh: boolean): void {
    heir.knownRank = knownRank;
    heir.missed = missed;
    if (isFresh) this.#fresh.add(heir);
    this.#viewOf(heir).followers.add(heir);
  }

  #viewOf(sink: BoardSink): LiveView {
    const view = sink.wish.view ?? { top: this.#board.definition.topN };
    const viewer = 'around' in view ? sink.playerId : undefined;
    const key = `${viewer ?? ''}|${JSON.stringify(view)}`;
    const live = this.#views.get(key) ?? new LiveView(view, viewer);
    this.#views.set(key, live);
    return live;
  }

  /** Has the rank of a player read again. */
  #findAgain(playerId: PlayerId): void {
    for (const sink of this.followers) {
      if (sink.playerId !== playerId) continue;
      sink.missed = undefined;
      this.#fresh.add(sink);
    }
  }

  #wantedBy(live: LiveView): Wanted {
    return {
      query: rankQuery(this.#board, this.key, selectionOf(live.view, live.viewer)),
      use: (page, tell, now) => {
        const fields = { window: this.key, rankings: rankingsOf(page), total: page.total };
        tell('leaderboard_updated', fields, live.takeRecipients(now, this.#intervalMs));
      },
    };
  }

  /** The ranks of players that are new here, from which they are tracked. */
  #wantedRanks(playerIds: readonly PlayerId[]): Wanted {
    const order = trackOrder(this.#board);
    return {
      query: { window: this.key, order, select: { kind: 'players', playerIds } },
      use: ({ rows }, tell) => {
        const found = new Map(rows.map((row) => [row.playerId, { ...row, rank: row.rank ?? 0 }]));
        for (const playerId of playerIds) this.#track.add(playerId, found.get(playerId));
        for (const sink of [...this.#fresh])
          if (playerIds.includes(sink.playerId ?? '')) this.#begin(sink, tell);
      },
    };
  }

  #begin(sink: BoardSink, tell: Tell): void {
    const { missed, playerId = '' } = sink;
    if (missed) {
      const moves = missed.flatMap(({ window, moves }) => (window === this.key ? moves : []));
      const before = undoMoves(playerId, this.#track.standingOf(playerId), moves, trackOrder(this.#board));
      sink.knownRank = shownRank(this.#board.definition, before);
    }
    sink.missed = undefined;
    this.#fresh.delete(sink);
    this.#tellRank(sink, tell);
  }

  #tellRank(sink: BoardSink, tell: Tell): void {
    const { playerId, knownRank: previousRank } = sink;
    if (playerId === undefined) return;
    const standing = this.#track.standingOf(playerId);
    const rank = shownRank(this.#board.definition, standing);
    if (rank === previousRank) return;
    sink.knownRank = rank;
    const fields = { window: this.key, playerId, rank, previousRank, score: standing?.score ?? null };
    tell('rank_changed', fields, [sink]);
  }
}

/** Ranks are tracked beyond the size of a board, too: it may not be seen who comes back into it otherwise. */
const trackOrder = ({ definition: { order, ties, minScore } }: Board) => ({ order, ties, minScore });
