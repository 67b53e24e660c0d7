import type { ChannelName, ProjectId } from '../../contract/ids.js';
import type { Offset } from '../../contract/position.js';
import type { Publication } from '../../contract/publication.js';
import { decodeRankMoves, isUnranked, type RankMove } from '../../contract/rank-moves.js';
import type { RankPage, RankQuery } from '../../engine/ranks.js';
import { type Board, isSameBoard } from '../../features/leaderboards/address.js';
import type { FollowedRanks } from '../../features/leaderboards/live/followed-ranks.js';
import { InStep } from '../../features/leaderboards/live/in-step.js';
import { rankQuery } from '../../features/leaderboards/reading.js';
import { selectionOf } from '../../features/leaderboards/view.js';
import type { Group, View } from '../../hub/sink.js';
import { textFrames } from '../../transport/websocket/text-frames.js';
import { type PageOf, pageMessage, scoreUpdate, shownMove } from './messages.js';
import type { Session } from './session.js';

/** A changed score as a message, encoded when the first client wants it. */
export interface Update {
  readonly move: RankMove;
  frames(): Buffer;
}

interface Request {
  readonly query: RankQuery;
  readonly use: (page: RankPage, board: Board) => void;
}

const RETRY_MS = 100;

/** The clients of one board on this node. Pages they ask for are in step with the updates they get. */
export class PhoenixBoard implements Group {
  readonly project: ProjectId;
  readonly sessions = new Set<Session>();
  readonly #ranks: FollowedRanks;
  readonly #inStep: InStep;
  #board: Board;
  #requests: Request[] = [];
  #retry: NodeJS.Timeout | undefined;

  constructor(project: ProjectId, board: Board, ranks: FollowedRanks) {
    this.project = project;
    this.#board = board;
    this.#ranks = ranks;
    this.#inStep = new InStep({
      read: (queries) => ranks.read(project, this.#board.channel, queries),
      deliver: (publication) => this.#deliver(publication),
      dropped: () => this.#readLater(),
    });
  }

  get channel(): ChannelName {
    return this.#board.channel;
  }

  get address(): string {
    return this.#board.address;
  }

  currentWindow(): string {
    return this.#board.windows.at(Date.now()).key;
  }

  /** Key of the window a client names; undefined when there is none. */
  findWindow(name: string): string | undefined {
    return name === 'current' ? this.currentWindow() : this.#board.windows.named(name)?.key;
  }

  broadcast(_project: ProjectId, publication: Publication): void {
    this.#inStep.receive(publication);
  }

  join(session: Session, at: Offset): void {
    this.#inStep.catchUp(at);
    this.sessions.add(session);
  }

  part(session: Session): void {
    this.#inStep.catchUp();
    this.sessions.delete(session);
  }

  /** What a new client sees first. */
  async readPage(window: string, page: PageOf): Promise<View> {
    const board = this.#board;
    const { pages, ...position } = await this.#ranks.read(this.project, board.channel, [
      this.#query(window, page),
    ]);
    const [read = { rows: [], total: 0 }] = pages;
    const { epoch, offset } = position;
    return {
      snapshot: pageMessage('snapshot', read, { board, window, ...page }),
      position: { epoch, offset },
    };
  }

  /** Reads a page and uses it between the updates before and after it. */
  request(window: string, page: PageOf, use: Request['use']): void {
    this.#requests.push({ query: this.#query(window, page), use });
    this.#read();
  }

  /** Sends what a session missed. */
  deliverTo(session: Session, publication: Publication): void {
    if (publication.ranks === undefined) return;
    const { window, moves } = decodeRankMoves(publication.ranks);
    if (session.window === window) session.update(moves.flatMap((move) => this.#updateOf(move) ?? []));
  }

  /** Looks whether the current window is another one now or the board was edited; clients then see their page anew. */
  renew(board: Board): void {
    const isEdited = !isSameBoard(board, this.#board);
    this.#board = board;
    const current = this.currentWindow();
    const followed = new Set([...this.sessions].map(({ window }) => window));
    // What cannot be said now is said at the next look.
    this.#ranks.follow(this.project, board.channel, followed).catch(() => {});
    for (const session of this.sessions) {
      const hasEnded = session.requested === undefined && session.window !== current;
      if (hasEnded) session.window = current;
      if (hasEnded || isEdited) session.refresh();
    }
  }

  /** Ends all connections: nobody would be let in any more. */
  end(reason: string): void {
    for (const { connection } of this.sessions) connection.close(1008, reason);
  }

  #deliver(publication: Publication): void {
    if (publication.ranks === undefined) return;
    const { window, moves } = decodeRankMoves(publication.ranks);
    if (moves.some(isUnranked)) this.#ranks.doubt(this.project, this.channel, window);
    const updates = moves.flatMap((move) => this.#updateOf(move) ?? []);
    for (const session of [...this.sessions]) if (session.window === window) session.update(updates);
  }

  #updateOf(move: RankMove): Update | undefined {
    const board = this.#board;
    if (!move.after) return undefined;
    let encoded: Buffer | undefined;
    return {
      move: shownMove(board, move),
      frames: () => {
        encoded ??= textFrames([scoreUpdate(board, move) ?? '']);
        return encoded;
      },
    };
  }

  #query(window: string, { page, page_size: size }: PageOf): RankQuery {
    return rankQuery(this.#board, window, selectionOf({ page, size }, undefined));
  }

  #read(): void {
    if (this.#inStep.isBusy || this.#requests.length === 0) return;
    const requests = [...this.#requests];
    void this.#inStep.read(
      requests.map(({ query }) => query),
      ({ pages }) => {
        this.#requests = this.#requests.slice(requests.length);
        for (const [index, page] of pages.entries()) requests[index]?.use(page, this.#board);
        this.#readLater(0);
      },
    );
  }

  #readLater(ms = RETRY_MS): void {
    if (this.#requests.length === 0) return;
    this.#retry ??= setTimeout(() => {
      this.#retry = undefined;
      this.#read();
    }, ms);
  }
}
