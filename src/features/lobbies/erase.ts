import type { Deps } from '../deps.js';
import type { ErasePlayer } from '../players/erase.js';
import { changeLobby, unlessGone } from './commits.js';
import type { LeaveReason } from './event-contract.js';
import { readLobbyIdsOf } from './read.js';
import { leaveLobby } from './seats.js';
import { findMember } from './state.js';
import { unchanged } from './turn.js';

/**
 * Takes a player out of every open and started lobby. Repeating it is harmless.
 * @param reason - what the others are told
 */
export const eraseSeats =
  (deps: Pick<Deps, 'channels' | 'transact' | 'config'>, reason: LeaveReason = 'left'): ErasePlayer =>
  async (project, playerId) => {
    const lobbyIds = await readLobbyIdsOf(deps.channels, project, playerId);
    const leave = (lobbyId: string) =>
      changeLobby(deps, {
        project,
        lobbyId,
        at: Date.now(),
        moves: () => [playerId],
        rule: (lobby) =>
          findMember(lobby, playerId) ? leaveLobby(lobby, playerId, reason) : unchanged(lobby),
        answer: () => null,
      });
    await Promise.all(lobbyIds.map((lobbyId) => leave(lobbyId).catch(unlessGone)));
  };
