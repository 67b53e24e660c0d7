import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Channels } from '../../engine/engine.js';
import { lobbiesOf, membershipChannel, readMembership } from './membership.js';
import { type LobbyState, lobbyChannel, lobbyCodec } from './state.js';

/**
 * Reads a lobby.
 * @throws AppError LOBBY_NOT_FOUND; Unavailable
 */
export async function readLobby(
  channels: Channels,
  project: ProjectId,
  lobbyId: string,
): Promise<LobbyState> {
  const { state } = await channels.read(project, lobbyChannel(lobbyId));
  if (state === undefined) throw new AppError('LOBBY_NOT_FOUND');
  return lobbyCodec.decode(state);
}

/** Reads several lobbies in order; those that are gone are left out. */
export async function readLobbies(
  channels: Channels,
  project: ProjectId,
  lobbyIds: readonly string[],
): Promise<LobbyState[]> {
  if (lobbyIds.length === 0) return [];
  const found = await channels.readMany(project, lobbyIds.map(lobbyChannel));
  return found.flatMap(({ state }) => (state === undefined ? [] : [lobbyCodec.decode(state)]));
}

/** Ids of the open and started lobbies a player is in. */
export async function readLobbyIdsOf(
  channels: Channels,
  project: ProjectId,
  playerId: PlayerId,
): Promise<readonly string[]> {
  return lobbiesOf(readMembership(await channels.read(project, membershipChannel(playerId))));
}
