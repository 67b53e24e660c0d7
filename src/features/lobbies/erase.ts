import type { Deps } from '../deps.js';
import type { ErasePlayer } from '../players/erase.js';
import { changeLobby, unlessGone } from './commits.js';
import { readLobbyIdsOf } from './read.js';
import { leaveLobby } from './seats.js';
import { findMember } from './state.js';
import { unchanged } from './turn.js';

/** Takes a player out of every open and started lobby. */
export const eraseSeats =
  (deps: Pick<Deps, 'channels' | 'transact' | 'config'>): ErasePlayer =>
  async (project, playerId) => {
    const lobbyIds = await readLobbyIdsOf(deps.channels, project, playerId);
    const leave = (lobbyId: string) =>
      changeLobby(deps, {
        project,
        lobbyId,
        at: Date.now(),
        moves: () => [playerId],
        rule: (lobby) =>
          findMember(lobby, playerId) ? leaveLobby(lobby, playerId, 'left') : unchanged(lobby),
        answer: () => null,
      });
    await Promise.all(lobbyIds.map((lobbyId) => leave(lobbyId).catch(unlessGone)));
  };
