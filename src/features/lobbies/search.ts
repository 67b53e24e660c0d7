import type { Caller } from '../../contract/caller.js';
import { type ProjectId, parseChannelName } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Channels } from '../../engine/engine.js';
import type { ListPlace } from '../../engine/lists.js';
import type { lobbyOperations } from './contract.js';
import { formatCursor, parseCursor } from './cursor.js';
import { readLobbies } from './read.js';
import { type LobbyState, lobbyChannel, lobbyCodec, viewLobby } from './state.js';

type ListLobbies = Handlers<typeof lobbyOperations>['listLobbies'];
type Query = Parameters<ListLobbies>[0];
type Page = Awaited<ReturnType<ListLobbies>>;

/** Lobbies one request looks at, at most; the next one goes on behind them. */
const LOOKED_AT = 500;
const AT_ONCE = 100;

/** Lists lobbies that are not closed, the most recently active first. */
export const listLobbies =
  (channels: Channels): ListLobbies =>
  async (query, { caller }) => {
    const { project } = caller;
    const isMatch = (lobby: LobbyState) => isShown(caller, lobby) && fits(lobby, query);
    if (query.cursor !== undefined) {
      const after = parseCursor(query.cursor);
      const looked = await look(channels, project, { after, isMatch, wanted: query.limit + 1 });
      return slice(looked, 0, query.limit);
    }
    if (caller.kind === 'key' && !isSearch(query)) return pageOfAll(channels, project, query);

    const looked = await look(channels, project, { isMatch, wanted: Number.POSITIVE_INFINITY });
    const page = slice(looked, (query.page - 1) * query.limit, query.limit);
    return { ...page, pagination: paginationOf(query, looked.found.length) };
  };

async function pageOfAll(channels: Channels, project: ProjectId, query: Query): Promise<Page> {
  const { page, limit } = query;
  const { lobbies, total } = await readListed(channels, project, { offset: (page - 1) * limit, limit });
  const last = lobbies.at(-1);
  const hasMore = last !== undefined && page * limit < total;
  return {
    data: lobbies.map(viewLobby),
    pagination: paginationOf(query, total),
    nextCursor: hasMore ? formatCursor({ channel: lobbyChannel(last.lobbyId), score: last.activeAt }) : null,
  };
}

const paginationOf = ({ page, limit }: Query, total: number) => ({
  page,
  limit,
  total,
  totalPages: Math.ceil(total / limit),
});

interface Looked {
  readonly found: readonly { readonly lobby: LobbyState; readonly place: ListPlace }[];
  /** Where to go on; undefined at the end of the list. */
  readonly stoppedAt: ListPlace | undefined;
}

/** Looks for lobbies in the order of the list until there are as many as wanted, or so many were looked at. */
async function look(
  channels: Channels,
  project: ProjectId,
  query: {
    readonly after?: ListPlace;
    readonly isMatch: (lobby: LobbyState) => boolean;
    readonly wanted: number;
  },
): Promise<Looked> {
  const { isMatch, wanted } = query;
  const found: Looked['found'][number][] = [];
  let { after } = query;
  for (let lookedAt = 0; lookedAt < LOOKED_AT && found.length < wanted; lookedAt += AT_ONCE) {
    const places = await channels.listAfter(project, 'lobby', { limit: AT_ONCE, ...(after && { after }) });
    const states = await channels.readMany(
      project,
      places.map(({ channel }) => channel),
    );
    for (const [index, place] of places.entries()) {
      const state = states[index]?.state;
      const lobby = state === undefined ? undefined : lobbyCodec.decode(state);
      // One that closed between the two reads is listed no longer.
      if (lobby && lobby.state !== 'closed' && isMatch(lobby)) found.push({ lobby, place });
    }
    if (places.length < AT_ONCE) return { found, stoppedAt: undefined };
    after = places.at(-1);
  }
  return { found, stoppedAt: after };
}

function slice({ found, stoppedAt }: Looked, from: number, limit: number): Page {
  const shown = found.slice(from, from + limit);
  const next = found.length > from + limit ? shown.at(-1)?.place : stoppedAt;
  return {
    data: shown.map(({ lobby }) => viewLobby(lobby)),
    nextCursor: next ? formatCursor(next) : null,
  };
}

const isSearch = ({ privacy, state, gameMode, minFreeSeats, search }: Query): boolean =>
  [privacy, state, gameMode, minFreeSeats, search].some((filter) => filter !== undefined);

const isShown = (caller: Caller, { privacy }: LobbyState): boolean =>
  caller.kind !== 'player' || privacy === 'PUBLIC';

function fits(lobby: LobbyState, { privacy, state, gameMode, minFreeSeats, search }: Query): boolean {
  return (
    (state === undefined || lobby.state === state) &&
    (privacy === undefined || lobby.privacy === privacy) &&
    (gameMode === undefined || lobby.gameMode === gameMode) &&
    (minFreeSeats === undefined || lobby.maxPlayers - lobby.players.length >= minFreeSeats) &&
    (search === undefined || contains(lobby, search))
  );
}

const contains = ({ name, description = '' }: LobbyState, search: string): boolean =>
  `${name}\n${description}`.toLowerCase().includes(search.toLowerCase());

/** Lobbies in the order in which they are listed. */
export async function readListed(
  channels: Channels,
  project: ProjectId,
  page: { readonly offset: number; readonly limit: number },
): Promise<{ readonly lobbies: readonly LobbyState[]; readonly total: number }> {
  const listed = await channels.list(project, 'lobby', page);
  const ids = listed.channels.map((channel) => parseChannelName(channel)?.id ?? '');
  const lobbies = await readLobbies(channels, project, ids);
  // One that closed between the two reads is listed no longer.
  return { lobbies: lobbies.filter(({ state }) => state !== 'closed'), total: listed.total };
}
