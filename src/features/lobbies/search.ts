import type { Caller } from '../../contract/caller.js';
import { type ProjectId, parseChannelName } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Channels } from '../../engine/engine.js';
import type { lobbyOperations } from './contract.js';
import { readLobbies } from './read.js';
import { type LobbyState, viewLobby } from './state.js';

type ListLobbies = Handlers<typeof lobbyOperations>['listLobbies'];
type Query = Parameters<ListLobbies>[0];

/** So many of the most recently active lobbies a search looks at. */
const SEARCHED = 500;

/** Lists lobbies that are not closed, the most recently active first. */
export const listLobbies =
  (channels: Channels): ListLobbies =>
  async (query, { caller }) => {
    const { page, limit } = query;
    const from = (page - 1) * limit;
    if (caller.kind === 'key' && !isSearch(query)) {
      const { lobbies, total } = await readListed(channels, caller.project, { offset: from, limit });
      return pageOf(lobbies, query, total);
    }
    const { lobbies } = await readListed(channels, caller.project, { offset: 0, limit: SEARCHED });
    const matching = lobbies.filter((lobby) => isShown(caller, lobby) && fits(lobby, query));
    return pageOf(matching.slice(from, from + limit), query, matching.length);
  };

function pageOf(lobbies: readonly LobbyState[], { page, limit }: Query, total: number) {
  const pagination = { page, limit, total, totalPages: Math.ceil(total / limit) };
  return { data: lobbies.map(viewLobby), pagination };
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
