import type { LobbyView } from '../../features/lobbies/lobby-contract.js';
import type { Reducer } from '../states.js';

type Member = LobbyView['players'][number];

/** A lobby after each event that changes it. */
export const lobbyReducer: Reducer<'lobby'> = {
  // The server sends this shape to subscribers of lobbies.
  begin: (snapshot) => snapshot as LobbyView,
  events: {
    player_joined: (_, { lobby }) => lobby,
    lobby_updated: (_, { lobby }) => lobby,
    player_left: (lobby, { playerId }) => ({
      ...lobby,
      players: lobby.players.filter((member) => member.playerId !== playerId),
    }),
    player_ready: (lobby, { playerId, ready }) => withMember(lobby, playerId, { ready }),
    player_disconnected: (lobby, { playerId }) => withMember(lobby, playerId, { connected: false }),
    player_reconnected: (lobby, { playerId }) => withMember(lobby, playerId, { connected: true }),
    host_changed: (lobby, { hostId }) => ({ ...lobby, hostId }),
    lobby_started: (lobby, { players, startedAt }) => ({ ...lobby, state: 'started', players, startedAt }),
    lobby_closed: (lobby) => ({ ...lobby, state: 'closed' }),
  },
};

const withMember = (lobby: LobbyView, playerId: string, change: Partial<Member>): LobbyView => ({
  ...lobby,
  players: lobby.players.map((member) => (member.playerId === playerId ? { ...member, ...change } : member)),
});
