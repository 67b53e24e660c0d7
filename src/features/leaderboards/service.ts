import { AppError } from '../../contract/errors.js';
import { type Feature, feature, type Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { mustFindBoard } from './address.js';
import { leaderboardOperations } from './contract.js';
import { mustFindWindow, placeOf, rankingsOf, rankQuery, rowOf } from './reading.js';
import { submitScore } from './submit.js';
import { stateOf, type Window } from './windows.js';

type BoardHandlers = Handlers<typeof leaderboardOperations>;

/** Leaderboards: reading them, and scores that come without an event. */
export const leaderboardsFeature = (deps: Deps): Feature =>
  feature(leaderboardOperations, {
    ...pageReaders(deps),
    ...playerReaders(deps),
    getLeaderboardWindows: listWindows(deps),
    submitScore: submitScore(deps),
  });

const pageReaders = ({
  definitions,
  ranks,
}: Deps): Pick<BoardHandlers, 'listLeaderboards' | 'getLeaderboard'> => ({
  async listLeaderboards({ page, limit }, { caller: { project } }) {
    const boards = definitions.current(project).project.leaderboards;
    const total = boards.length;
    const data = boards.slice((page - 1) * limit, page * limit);
    return { data, pagination: { page, limit, total, totalPages: Math.ceil(total / limit) } };
  },

  async getLeaderboard({ leaderboardId, window: name, limit, offset }, { caller: { project }, at }) {
    const board = mustFindBoard(definitions.current(project), leaderboardId);
    const window = mustFindWindow(board, name, at);
    const select = { kind: 'slice', from: offset, count: limit } as const;
    const read = await ranks.read(project, board.channel, [rankQuery(board, window.key, select)]);
    const [page = empty] = read.pages;
    return { ...placeOf(board, window, read), rankings: rankingsOf(page), total: page.total };
  },
});

const playerReaders = ({
  definitions,
  ranks,
}: Deps): Pick<BoardHandlers, 'getLeaderboardPlayer' | 'getLeaderboardPlayers'> => ({
  async getLeaderboardPlayer(input, { caller: { project }, at }) {
    const { leaderboardId, playerId, window: name, around } = input;
    const board = mustFindBoard(definitions.current(project), leaderboardId);
    const window = mustFindWindow(board, name, at);
    const select = { kind: 'around', playerId, span: around } as const;
    const read = await ranks.read(project, board.channel, [rankQuery(board, window.key, select)]);
    const [page = empty] = read.pages;
    const rows = rankingsOf(page);
    const own = rows.find((row) => row.playerId === playerId);
    if (!own) throw new AppError('PLAYER_NOT_FOUND', { message: 'This player is not ranked' });
    const { rank, score } = own;
    return { ...placeOf(board, window, read), playerId, rank, score, total: page.total, around: rows };
  },

  async getLeaderboardPlayers({ leaderboardId, ids, window: name }, { caller: { project }, at }) {
    const board = mustFindBoard(definitions.current(project), leaderboardId);
    const window = mustFindWindow(board, name, at);
    const playerIds = [...new Set(ids)];
    const select = { kind: 'players', playerIds } as const;
    const read = await ranks.read(project, board.channel, [rankQuery(board, window.key, select)]);
    const [{ rows, total } = empty] = read.pages;
    const found = new Map(rows.map((row) => [row.playerId, rowOf(row)]));
    const rankings = playerIds.map(
      (playerId) => found.get(playerId) ?? { rank: null, playerId, displayName: null, score: null },
    );
    return { ...placeOf(board, window, read), rankings, total };
  },
});

const listWindows =
  ({ definitions, ranks, config }: Deps): BoardHandlers['getLeaderboardWindows'] =>
  async ({ leaderboardId, limit }, { caller: { project }, at }) => {
    const board = mustFindBoard(definitions.current(project), leaderboardId);
    const current = board.windows.at(at);
    const keys = await ranks.windows(project, board.channel, { offset: 0, limit });
    const windows = keys.flatMap((key) => board.windows.named(key) ?? []);
    if (!keys.includes(current.key)) windows.push(current);
    windows.sort((one, other) => other.startsAt - one.startsAt);

    const shown = windows.slice(0, limit);
    const select = { kind: 'slice', from: 0, count: 0 } as const;
    const queries = shown.map(({ key }) => rankQuery(board, key, select));
    const { pages } = await ranks.read(project, board.channel, queries);
    const lateMs = config.LATE_EVENT_SECONDS * 1000;
    return {
      data: shown.map((window, index) => ({
        window: window.key,
        ...spanOf(window),
        state: stateOf(window, at, lateMs),
        total: pages[index]?.total ?? 0,
      })),
    };
  };

const empty = { rows: [], total: 0 };

const spanOf = ({ startsAt, endsAt }: Window) => ({
  startsAt: Number.isFinite(startsAt) ? startsAt : null,
  endsAt: Number.isFinite(endsAt) ? endsAt : null,
});
