import { storedEvent } from '../../../commit/stored.js';
import type { ProjectId } from '../../../contract/ids.js';
import type { Offset } from '../../../contract/position.js';
import type { Publication } from '../../../contract/publication.js';
import { decodeRankMoves, isUnranked } from '../../../contract/rank-moves.js';
import type { Group } from '../../../hub/sink.js';
import type { Board } from '../address.js';
import type { BoardGroup, BoardSink, BoardWish } from './board-sink.js';
import type { FollowedRanks } from './followed-ranks.js';
import { InStep } from './in-step.js';
import { LiveWindow, type Tell } from './live-window.js';

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
  /** By what was asked for; '' is whichever is current. */
  readonly #windows = new Map<string, LiveWindow>();
  #board: Board;
  #timer: NodeJS.Timeout | undefined;
  #lastFlush = Number.NEGATIVE_INFINITY;

  constructor(board: Board, parts: LiveBoardParts) {
    this.#board = board;
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
    if (this.#windows.size === 0) this.#parts.onFollowed(true);
    this.#inStep.catchUp(at);
    sink.transport.joined(at);
    const key = sink.wish.window ?? '';
    const live = this.#windows.get(key) ?? this.#openWindow(sink.wish.window);
    this.#windows.set(key, live);
    live.add(sink);
    this.#schedule();
  }

  part(sink: BoardSink): void {
    this.#inStep.catchUp();
    const key = sink.wish.window ?? '';
    const live = this.#windows.get(key);
    live?.remove(sink);
    if (live?.followers.size === 0) this.#windows.delete(key);
    sink.transport.parted();
    if (this.#windows.size === 0) this.#close();
  }

  isWished({ window }: BoardWish, of: string, at: number): boolean {
    return of === (window ?? this.#board.windows.at(at).key);
  }

  /** Looks whether the board was edited or a window has ended. */
  renew(board: Board): void {
    this.#board = board;
    for (const live of this.#windows.values()) live.renew(board, Date.now());
    const followed = new Set([...this.#windows.values()].map(({ key }) => key));
    // What cannot be said now is said at the next look.
    this.#parts.ranks.follow(this.#parts.project, board.channel, followed).catch(() => {});
    this.#schedule();
  }

  /** Ends all subscriptions: the board is gone. */
  end(): void {
    const followers = [...this.#windows.values()].flatMap((live) => [...live.followers]);
    for (const sink of followers) sink.ended('revoked');
  }

  #openWindow(requested: string | undefined): LiveWindow {
    return new LiveWindow(this.#board, requested, { now: Date.now(), intervalMs: INTERVAL_MS });
  }

  #deliver(publication: Publication): void {
    if (publication.ranks === undefined) {
      this.#deliverToAll(publication);
      return;
    }
    const moves = decodeRankMoves(publication.ranks);
    const { project, ranks } = this.#parts;
    if (moves.moves.some(isUnranked)) ranks.doubt(project, publication.channel, moves.window);
    for (const live of this.#windows.values()) {
      if (live.key !== moves.window) live.renew(this.#board, Date.now());
      if (live.key !== moves.window) continue;
      live.receive(moves);
      if (publication.events.length > 0)
        for (const sink of live.followers) void sink.transport.send(publication);
    }
    this.#schedule();
  }

  /** A game server's own events belong to no window: each connection gets them once. */
  #deliverToAll(publication: Publication): void {
    const groups = new Set<Group>();
    for (const live of this.#windows.values()) {
      for (const { transport } of live.followers) {
        if (transport.group) groups.add(transport.group);
        else void transport.send(publication);
      }
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
      const tell = this.#teller({ epoch, offset });
      for (const [index, page] of pages.entries()) wanted[index]?.use(page, tell, now);
      this.#tellRanks(now);
    });
  }

  #tellRanks(now: number): void {
    const at = this.#inStep.at;
    if (at) for (const live of this.#windows.values()) live.tellRanks(this.#teller(at), now);
    this.#schedule();
  }

  /** Makes events of one position; one encoding serves all who get the same event. */
  #teller({ epoch, offset }: Offset): Tell {
    const { channel } = this.#board;
    const at = Date.now();
    return (name, fields, sinks) => {
      if (sinks.length === 0) return;
      const events = [storedEvent(channel, { name, fields }, at)];
      const publication = { channel, epoch, offset, at, events };
      for (const sink of sinks) void sink.transport.send(publication);
    };
  }

  #close(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    this.#parts.onFollowed(false);
  }
}
