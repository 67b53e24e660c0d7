import type { PlayerId } from '../../../contract/ids.js';
import type { Offset, Position } from '../../../contract/position.js';
import type { Publication } from '../../../contract/publication.js';
import { decodeRankMoves, type RankMoves } from '../../../contract/rank-moves.js';
import type { EndReason, Group, ReadView, Sink } from '../../../hub/sink.js';
import type { BoardView } from '../view.js';

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
    if (publication.ranks !== undefined) {
      const moves = decodeRankMoves(publication.ranks);
      this.missed?.push(moves);
      if (!this.group.isWished(this.wish, moves.window, publication.at)) return;
    }
    return this.transport.send(publication, afterIndex);
  }

  joined(at: Offset): void {
    this.group.join(this, at);
  }

  parted(): void {
    this.group.part(this);
    // It catches up from here, and its rank is found again by what it then misses.
    this.missed = [];
  }

  resync(snapshot: unknown, position: Position): void {
    this.missed = [];
    this.transport.resync(snapshot, position);
  }

  ended(reason: EndReason): void {
    this.transport.ended(reason);
  }
}
