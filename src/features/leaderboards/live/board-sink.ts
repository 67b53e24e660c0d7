import type { PlayerId } from '../../../contract/ids.js';
import type { Offset, Position } from '../../../contract/position.js';
import type { Publication } from '../../../contract/publication.js';
import { decodeRankMoves, type RankMoves } from '../../../contract/rank-moves.js';
import type { EndReason, Group, ReadView, Sink } from '../../../hub/sink.js';
import type { BoardView } from '../view.js';
import type { Companions } from './companions.js';

/** What a client follows of a board. */
export interface BoardWish {
  /** A window's key; undefined: whichever is current. */
  readonly window: string | undefined;
  /** Undefined: the rows the board's definition shows. */
  readonly view: BoardView | undefined;
}

/** The live side of a board, as a sink sees it. */
export interface BoardGroup extends Group {
  join(sink: BoardSink, at: Offset): void;
  part(sink: BoardSink): void;
  /** Whether events about a window belong to a wish, given when they were committed. */
  isWished(wish: BoardWish, window: string, at: number): boolean;
  readonly companions: Companions;
}

export interface BoardSinkParts {
  readonly transport: Sink;
  readonly wish: BoardWish;
  readonly group: BoardGroup;
  readonly readView: ReadView;
}

/** A subscription of a board: stands before a transport's sink and lets through what belongs to one window and view. */
export class BoardSink implements Sink {
  readonly transport: Sink;
  readonly wish: BoardWish;
  readonly group: BoardGroup;
  readonly readView: ReadView;
  /** What moved since the client's position; until its rank is known, then undefined. */
  missed: RankMoves[] | undefined = [];
  /** The rank the client was last told of, or had when it began. */
  knownRank: number | null = null;
  /** What it was sent: all it asked for from here on, until a position or, once it is live, whatever comes. */
  #from: Offset | undefined;
  #to = 0;

  constructor({ transport, wish, group, readView }: BoardSinkParts) {
    this.transport = transport;
    this.wish = wish;
    this.group = group;
    this.readView = readView;
  }

  get playerId(): PlayerId | undefined {
    return this.transport.playerId;
  }

  send(publication: Publication, afterIndex?: number): void | Promise<void> {
    if (publication.ranks !== undefined) this.missed?.push(decodeRankMoves(publication.ranks));
    const isDue = this.#isDue(publication);
    this.#noteSent(publication, afterIndex === undefined ? 0 : 1);
    if (isDue) return this.transport.send(publication, afterIndex);
  }

  countOf(publication: Publication, afterIndex = -1): number {
    return this.#isDue(publication) ? Math.max(0, publication.events.length - afterIndex - 1) : 0;
  }

  /** Whether the client was sent the events of a publication, all of them, through this subscription. */
  hasSent(publication: Publication): boolean {
    const from = this.#from;
    if (from?.epoch !== publication.epoch || publication.offset < from.offset) return false;
    return publication.offset <= this.#to && this.#isWished(publication);
  }

  joined(at: Offset): void {
    this.#noteSent(at, 1);
    this.#to = Number.POSITIVE_INFINITY;
    this.group.join(this, at);
  }

  parted(): void {
    this.group.part(this);
    this.group.companions.leave(this);
    // It catches up from here, and its rank is found again by what it then misses.
    this.missed = [];
    this.#from = undefined;
  }

  resync(snapshot: unknown, position: Position): void {
    this.missed = [];
    this.transport.resync(snapshot, position);
  }

  ended(reason: EndReason): void {
    this.transport.ended(reason);
  }

  #isDue(publication: Publication): boolean {
    return this.#isWished(publication) && !this.group.companions.haveSent(this, publication);
  }

  /** What a game server says belongs to every window. */
  #isWished({ ranks, at }: Publication): boolean {
    return ranks === undefined || this.group.isWished(this.wish, decodeRankMoves(ranks).window, at);
  }

  /** @param later - 1 when what was sent begins after the position */
  #noteSent({ epoch, offset }: Offset, later: 0 | 1): void {
    this.group.companions.enter(this);
    if (this.#from?.epoch !== epoch) {
      this.#from = { epoch, offset: offset + later };
      this.#to = offset;
    }
    this.#to = Math.max(this.#to, offset);
  }
}
