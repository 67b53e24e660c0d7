import { createRecent } from '../../commit/recent.js';
import type { Channels } from '../../engine/engine.js';
import { readLobbyIdsOf } from '../lobbies/read.js';
import { lobbyChannel, lobbyCodec } from '../lobbies/state.js';
import type { LobbyMembers, LobbyReader } from './parts.js';

const REMEMBERED = 5_000;

/** Reads from the lobbies' own states who belongs to their chats. */
export function createLobbyReader(channels: Channels): LobbyReader {
  const seen = createRecent<LobbyMembers>(REMEMBERED);

  return {
    async lobbyMembers(project, lobbyId) {
      const channel = lobbyChannel(lobbyId);
      const { state, epoch, offset } = await channels.read(project, channel);
      if (state === undefined) return undefined;
      const { players, state: phase } = lobbyCodec.decode(state);
      const lobby: LobbyMembers = {
        lobby: channel,
        members: players.map(({ playerId }) => playerId),
        closed: phase === 'closed',
        position: { epoch, offset },
      };
      seen.put(`${project}|${lobbyId}`, lobby);
      return lobby;
    },

    recall: (project, lobbyId) => seen.get(`${project}|${lobbyId}`),

    lobbiesOf: (project, playerId) => readLobbyIdsOf(channels, project, playerId),
  };
}
