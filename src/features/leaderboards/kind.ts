import { AppError, invalid } from '../../contract/errors.js';
import { type ChannelName, type ProjectId, parseChannelName } from '../../contract/ids.js';
import type { SubscribableKind } from '../../hub/channel-kind.js';
import type { ReadView } from '../../hub/sink.js';
import type { Deps } from '../deps.js';
import { type Board, mustFindBoard } from './address.js';
import { BoardSink, type BoardWish } from './live/board-sink.js';
import { FollowedRanks } from './live/followed-ranks.js';
import { LiveBoards } from './live/live-boards.js';
import { mustFindWindow, placeOf, rankingsOf, rankQuery } from './reading.js';
import { BoardView, selectionOf } from './view.js';

/** Following a leaderboard: any player may follow any board, in one window and one view of it. */
export function leaderboardKind(deps: Deps): SubscribableKind {
  const ranks = new FollowedRanks(deps.ranks);
  const live = new LiveBoards({ definitions: deps.definitions, ranks });
  const boardOf = (project: ProjectId, channel: ChannelName) =>
    mustFindBoard(deps.definitions.current(project), parseChannelName(channel)?.id ?? '');

  return {
    async authorize({ project }, id) {
      mustFindBoard(deps.definitions.current(project), id);
    },

    async mustExist(project, id) {
      mustFindBoard(deps.definitions.current(project), id);
    },

    readView: viewReader(ranks, boardOf, { window: undefined, view: undefined }),

    shape({ project, channel, options }) {
      const board = boardOf(project, channel);
      const wish = wishOf(board, options);
      const readView = viewReader(ranks, boardOf, wish);
      return (transport) => new BoardSink({ transport, wish, group: live.open(project, board), readView });
    },
  };
}

/** @throws AppError VALIDATION_ERROR (view) | NOT_FOUND (window) */
function wishOf(board: Board, { window, view }: Readonly<Record<string, unknown>>): BoardWish {
  if (window !== undefined && typeof window !== 'string') {
    throw invalid({ field: 'window', message: 'must be `current` or a window key' });
  }
  const parsed = BoardView.optional().safeParse(view);
  if (!parsed.success) {
    throw new AppError('VALIDATION_ERROR', {
      message: 'view: must be {top}, {page,size}, {from,to}, {playerIds} or {around}',
    });
  }
  const named = window === undefined || window === 'current' ? undefined : window;
  if (named !== undefined) mustFindWindow(board, named, Date.now());
  return { window: named, view: parsed.data };
}

const viewReader =
  (
    ranks: FollowedRanks,
    boardOf: (project: ProjectId, channel: ChannelName) => Board,
    { window: name, view }: BoardWish,
  ): ReadView =>
  async (project, channel, viewer) => {
    const board = boardOf(project, channel);
    const window = mustFindWindow(board, name, Date.now());
    const select = selectionOf(view ?? { top: board.definition.topN }, viewer);
    const { pages, ...position } = await ranks.read(project, channel, [rankQuery(board, window.key, select)]);
    const [page = { rows: [], total: 0 }] = pages;
    const snapshot = { ...placeOf(board, window, position), rankings: rankingsOf(page), total: page.total };
    return { snapshot, position };
  };
