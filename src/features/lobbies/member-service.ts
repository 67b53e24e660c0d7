import { AppError } from '../../contract/errors.js';
import type { Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { playerOf } from './access.js';
import { meetPlayer } from './arrivals.js';
import { changeLobby } from './commits.js';
import { setReady } from './game.js';
import type { memberOperations } from './member-contract.js';
import { sayToMembers } from './messages.js';
import { fitsPassword } from './passwords.js';
import { readLobby } from './read.js';
import { joinLobby, leaveLobby } from './seats.js';
import { lobbyResult } from './state.js';
import type { LobbyWatch } from './watch.js';

/** Answers what members, and those who want to be, ask for. */
export function memberHandlers(
  deps: Deps,
  watch: Pick<LobbyWatch, 'meet' | 'seated'>,
): Handlers<typeof memberOperations> {
  const provenHash = async (project: string, lobbyId: string, password: string | undefined) => {
    if (password === undefined) return undefined;
    const { passwordHash } = await readLobby(deps.channels, project, lobbyId);
    return passwordHash !== undefined && (await fitsPassword(password, passwordHash))
      ? passwordHash
      : undefined;
  };

  return {
    async joinLobby({ lobbyId, playerId: named, playerName: given, password, inviteCode }, context) {
      const { caller, at } = context;
      const { project } = caller;
      const playerId = playerOf(caller, named);
      const [{ againAt: dueAt, ...met }, proven] = await Promise.all([
        meetPlayer(deps, watch, { playerId, playerName: given, caller }),
        provenHash(project, lobbyId, password),
      ]);
      const result = await changeLobby(deps, {
        project,
        lobbyId,
        at,
        ...onceOf('joinLobby', context, { lobbyId, playerId, inviteCode }),
        moves: () => [playerId],
        rule: (lobby) => joinLobby(lobby, { playerId, ...met, at }, { inviteCode, provenHash: proven }),
        answer: lobbyResult,
        mostLobbies: deps.config.MAX_LOBBIES_PER_PLAYER,
        dueAt,
      });
      if (met.connected) watch.seated(project, playerId);
      return result;
    },

    async leaveLobby({ lobbyId, playerId: named }, context) {
      const { caller, at } = context;
      const playerId = playerOf(caller, named);
      return changeLobby(deps, {
        project: caller.project,
        lobbyId,
        at,
        ...onceOf('leaveLobby', context, { lobbyId, playerId }),
        moves: () => [playerId],
        rule: (lobby) => leaveLobby(lobby, playerId, 'left'),
        answer: () => ({ lobbyId }),
      });
    },

    async setReady({ lobbyId, playerId: named, ready }, context) {
      const { caller, at } = context;
      const playerId = playerOf(caller, named);
      return changeLobby(deps, {
        project: caller.project,
        lobbyId,
        at,
        ...onceOf('setReady', context, { lobbyId, playerId, ready }),
        moves: () => [],
        rule: (lobby) => setReady(lobby, playerId, ready),
        answer: lobbyResult,
      });
    },

    async sendToLobby({ lobbyId, type, data }, { caller, at }) {
      if (caller.kind !== 'player') throw new AppError('FORBIDDEN');
      return changeLobby(deps, {
        project: caller.project,
        lobbyId,
        at,
        moves: () => [],
        rule: (lobby) => sayToMembers(lobby, { playerId: caller.playerId, type, data, at }),
        answer: () => ({ at }),
      });
    },
  };
}
