import { AppError } from '../../../contract/errors.js';
import type { ProjectId } from '../../../contract/ids.js';
import type { Deps } from '../../deps.js';
import { type Board, mustFindBoard } from '../address.js';
import type { FollowedRanks } from './followed-ranks.js';
import { LiveBoard } from './live-board.js';

/** How soon an edited board or the end of a window is noticed, ms. */
const LOOK_MS = 100;
/** How long a board is kept for a subscription that was begun and has not joined, ms. */
const KEEP_MS = 120_000;

interface Live {
  readonly project: ProjectId;
  readonly address: string;
  readonly board: LiveBoard;
  isFollowed: boolean;
  /** When it was opened or left, ms. */
  idleSince: number;
}

export interface LiveDeps extends Pick<Deps, 'definitions'> {
  readonly ranks: FollowedRanks;
}

/** The boards somebody on this node follows. */
export class LiveBoards {
  readonly #deps: LiveDeps;
  readonly #live = new Map<string, Live>();
  #looking: NodeJS.Timeout | undefined;

  constructor(deps: LiveDeps) {
    this.#deps = deps;
  }

  open(project: ProjectId, board: Board): LiveBoard {
    const key = `${project}|${board.channel}`;
    const known = this.#live.get(key);
    if (known) {
      known.idleSince = Date.now();
      return known.board;
    }
    const onFollowed = (isFollowed: boolean) => {
      live.isFollowed = isFollowed;
      live.idleSince = Date.now();
    };
    const opened = new LiveBoard(board, { project, ranks: this.#deps.ranks, onFollowed });
    const live: Live = {
      project,
      address: board.address,
      board: opened,
      isFollowed: false,
      idleSince: Date.now(),
    };
    this.#live.set(key, live);
    this.#looking ??= setInterval(() => this.#look(), LOOK_MS).unref();
    return opened;
  }

  #look(): void {
    const now = Date.now();
    for (const [key, live] of [...this.#live]) {
      if (live.isFollowed) this.#renew(live);
      else if (now - live.idleSince > KEEP_MS) this.#live.delete(key);
    }
    if (this.#live.size > 0) return;
    clearInterval(this.#looking);
    this.#looking = undefined;
  }

  #renew({ project, address, board }: Live): void {
    try {
      board.renew(mustFindBoard(this.#deps.definitions.current(project), address));
    } catch (error) {
      if (!(error instanceof AppError)) throw error;
      board.end();
    }
  }
}
