import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import type { Deps } from '../../features/deps.js';
import { type Board, mustFindBoard } from '../../features/leaderboards/address.js';
import { FollowedRanks } from '../../features/leaderboards/live/followed-ranks.js';
import type { Connection } from '../../transport/websocket/connection.js';
import { PhoenixBoard } from './phoenix-board.js';
import { Session } from './session.js';

/** How soon an edited board or the end of a window is noticed, ms. */
const LOOK_MS = 100;
/** How long a board is kept without clients, one of which may be on its way, ms. */
const KEEP_MS = 120_000;

/** The boards that clients of this gateway look at. */
export class PhoenixBoards {
  readonly #definitions: Deps['definitions'];
  readonly #ranks: FollowedRanks;
  readonly #boards = new Map<string, { readonly board: PhoenixBoard; usedAt: number }>();
  readonly #looking: NodeJS.Timeout;

  constructor({ definitions, ranks }: Pick<Deps, 'definitions' | 'ranks'>) {
    this.#definitions = definitions;
    this.#ranks = new FollowedRanks(ranks);
    this.#looking = setInterval(() => this.#look(), LOOK_MS).unref();
  }

  sessionOf(connection: Connection, project: ProjectId, board: Board): Session {
    const key = `${project}|${board.channel}`;
    const known = this.#boards.get(key) ?? {
      board: new PhoenixBoard(project, board, this.#ranks),
      usedAt: 0,
    };
    known.usedAt = Date.now();
    this.#boards.set(key, known);
    return new Session(connection, known.board);
  }

  close(): void {
    clearInterval(this.#looking);
  }

  #look(): void {
    const now = Date.now();
    for (const [key, known] of this.#boards) {
      if (known.board.sessions.size > 0) known.usedAt = now;
      else if (now - known.usedAt > KEEP_MS) this.#boards.delete(key);
      if (known.board.sessions.size > 0) this.#renew(known.board);
    }
  }

  #renew(board: PhoenixBoard): void {
    try {
      const current = this.#definitions.current(board.project);
      const found = mustFindBoard(current, board.address);
      const isActive = current.project.status === 'active' && found.definition.status === 'active';
      if (isActive) board.renew(found);
      else board.end('the leaderboard is not active');
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      board.end('the leaderboard is gone');
    }
  }
}
