import type { Channels } from '../../engine/engine.js';
import { readLobbyIdsOf } from '../lobbies/read.js';
import { lobbyChannel, lobbyCodec } from '../lobbies/state.js';
import type { LobbyReader } from './parts.js';

/** Reads from the lobbies' own states who belongs to their chats. */
export const createLobbyReader = (channels: Channels): LobbyReader => ({
  async lobbyMembers(project, lobbyId) {
    const { state } = await channels.read(project, lobbyChannel(lobbyId));
    if (state === undefined) return undefined;
    const lobby = lobbyCodec.decode(state);
    return { members: lobby.players.map(({ playerId }) => playerId), closed: lobby.state === 'closed' };
  },

  lobbiesOf: (project, playerId) => readLobbyIdsOf(channels, project, playerId),
});
