import type { ProjectId } from '../../../contract/ids.js';
import type { Offset } from '../../../contract/position.js';
import type { Publication } from '../../../contract/publication.js';
import { decodeRankMoves, isUnranked } from '../../../contract/rank-moves.js';
import type { Group } from '../../../hub/sink.js';
import { type Board, isSameBoard } from '../address.js';
import type { BoardGroup, BoardSink, BoardWish } from './board-sink.js';
import { Companions } from './companions.js';
import type { FollowedRanks } from './followed-ranks.js';
import { InStep } from './in-step.js';
import { LiveWindow } from './live-window.js';
import { teller } from './tell.js';

/** A view and a player's rank are sent at most once in this time, ms: fewer than 10 a second. */
const INTERVAL_MS = 105;

export interface LiveBoardParts {
  readonly project: ProjectId;
  readonly ranks: FollowedRanks;
  /** Called when the first comes to follow it, and when the last has gone. */
  readonly onFollowed: (isFollowed: boolean) => void;
}

/** The followers of one board on this node. What they are sent is of exactly the position it carries. */
export class LiveBoard implements BoardGroup {
  readonly #parts: LiveBoardParts;
  readonly #inStep: InStep;
  readonly companions = new Companions();
  /** By key. */
  readonly #windows = new Map<string, LiveWindow>();
  readonly #places = new Map<BoardSink, LiveWindow>();
  #board: Board;
  /** Key of the window that was current at the last look. */
  #current: string;
  #timer: NodeJS.Timeout | undefined;
  #lastFlush = Number.NEGATIVE_INFINITY;

  constructor(board: Board, parts: LiveBoardParts) {
    this.#board = board;
    this.#current = board.windows.at(Date.now()).key;
    this.#parts = parts;
    this.#inStep = new InStep({
      read: (queries) => parts.ranks.read(parts.project, this.#board.channel, queries),
      deliver: (publication) => this.#deliver(publication),
      dropped: () => this.#schedule(INTERVAL_MS),
    });
  }

  broadcast(_project: ProjectId, publication: Publication): void {
    this.#inStep.receive(publication);
  }

  join(sink: BoardSink, at: Offset): void {
    if (this.#places.size === 0) this.#parts.onFollowed(true);
    this.#inStep.catchUp(at);
    sink.transport.joined(at);
    this.#place(sink);
    this.#schedule();
  }

  part(sink: BoardSink): void {
    this.#inStep.catchUp();
    this.#takeOut(sink);
    sink.transport.parted();
    if (this.#places.size === 0) this.#close();
  }

  isWished({ window }: BoardWish, of: string, at: number): boolean {
    return of === (window ?? this.#board.windows.at(at).key);
  }

  /** Looks whether the board was edited or a window has ended. */
  renew(board: Board): void {
    const isEdited = !isSameBoard(board, this.#board);
    this.#board = board;
    if (isEdited) for (const live of this.#windows.values()) live.edit(board);
    this.#moveOn(isEdited);
    // What cannot be said now is said at the next look.
    this.#parts.ranks
      .follow(this.#parts.project, board.channel, new Set(this.#windows.keys()))
      .catch(() => {});
    this.#schedule();
  }

  /** Ends all subscriptions: the board is gone. */
  end(): void {
    for (const sink of [...this.#places.keys()]) sink.ended('revoked');
  }

  #place(sink: BoardSink): void {
    const key = this.#keyOf(sink);
    const live = this.#windows.get(key) ?? new LiveWindow(this.#board, key, INTERVAL_MS);
    this.#windows.set(key, live);
    this.#places.set(sink, live);
    live.add(sink);
  }

  #takeOut(sink: BoardSink): void {
    const live = this.#places.get(sink);
    this.#places.delete(sink);
    live?.remove(sink);
    if (live?.isEmpty) this.#windows.delete(live.key);
  }

  /** Key of the window a sink looks at now; a window that an edit did away with becomes the current one. */
  #keyOf({ wish: { window } }: BoardSink): string {
    const { windows } = this.#board;
    return ((window === undefined ? undefined : windows.named(window)) ?? windows.at(Date.now())).key;
  }

  /** Takes those who follow the current window to the one that has become it. */
  #moveOn(isEdited = false): void {
    const current = this.#board.windows.at(Date.now()).key;
    if (current === this.#current && !isEdited) return;
    this.#current = current;
    for (const [sink, live] of [...this.#places]) {
      if (this.#keyOf(sink) === live.key) continue;
      this.#takeOut(sink);
      sink.knownRank = null;
      sink.missed = undefined;
      this.#place(sink);
    }
  }

  #deliver(publication: Publication): void {
    if (publication.ranks === undefined) {
      this.#deliverToAll(publication);
      return;
    }
    const moves = decodeRankMoves(publication.ranks);
    const { project, ranks } = this.#parts;
    if (moves.moves.some(isUnranked)) ranks.doubt(project, publication.channel, moves.window);
    if (moves.window !== this.#current) this.#moveOn();
    const live = this.#windows.get(moves.window);
    live?.receive(moves);
    if (live && publication.events.length > 0)
      for (const sink of live.followers) void sink.transport.send(publication);
    this.#schedule();
  }

  /** A game server's own events belong to no window: each connection gets them once. */
  #deliverToAll(publication: Publication): void {
    const groups = new Set<Group>();
    for (const { transport } of this.#places.keys()) {
      if (transport.group) groups.add(transport.group);
      else void transport.send(publication);
    }
    for (const group of groups) group.broadcast(this.#parts.project, publication);
  }

  #schedule(leastMs = 0): void {
    const windows = [...this.#windows.values()];
    if (!windows.some((live) => live.needsTelling)) return;
    const isUrgent = windows.some((live) => live.isUrgent);
    if (this.#timer !== undefined && !isUrgent) return;
    clearTimeout(this.#timer);
    const waitMs = isUrgent ? leastMs : Math.max(leastMs, this.#lastFlush + INTERVAL_MS - performance.now());
    this.#timer = setTimeout(() => this.#flush(), waitMs);
  }

  #flush(): void {
    this.#timer = undefined;
    // What is under way schedules again when it is done.
    if (this.#inStep.isBusy) return;
    const now = performance.now();
    this.#lastFlush = now;
    const wanted = [...this.#windows.values()].flatMap((live) => live.wanted(now));
    if (wanted.length === 0) {
      this.#tellRanks(now);
      return;
    }

    const queries = wanted.map(({ query }) => query);
    void this.#inStep.read(queries, ({ pages, epoch, offset }) => {
      const tell = teller(this.#board.channel, { epoch, offset });
      for (const [index, page] of pages.entries()) wanted[index]?.use(page, tell, now);
      this.#tellRanks(now);
    });
  }

  #tellRanks(now: number): void {
    const at = this.#inStep.at;
    if (at) for (const live of this.#windows.values()) live.tellRanks(teller(this.#board.channel, at), now);
    this.#schedule();
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#parts.onFollowed(false);
  }
}
