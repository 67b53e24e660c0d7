import type { PlayerId } from '../../contract/ids.js';
import type { CallContext, Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { actorOf } from './access.js';
import { meetPlayer } from './arrivals.js';
import { changeLobby, type LobbyChange } from './commits.js';
import { closeLobby, reopenLobby, startLobby } from './game.js';
import type { hostOperations } from './host-contract.js';
import { inviteHandlers } from './invite-service.js';
import { hashPassword } from './passwords.js';
import { kickPlayer, seatPlayer } from './seats.js';
import { newLobby, updateLobby } from './settings.js';
import { type LobbyState, lobbyResult } from './state.js';
import { unchanged } from './turn.js';
import type { LobbyWatch } from './watch.js';

/** Answers what those who run a lobby ask for. */
export function hostHandlers(
  deps: Deps,
  watch: Pick<LobbyWatch, 'meet' | 'seated'>,
): Handlers<typeof hostOperations> {
  const run = runner(deps);

  return {
    ...inviteHandlers(deps),

    async createLobby(input, context) {
      const { hostPlayerId, playerName: given, password, ...settings } = input;
      const { caller, at } = context;
      const { project } = caller;
      const hostId = actorOf(caller, hostPlayerId);
      const [host, passwordHash] = await Promise.all([
        hostId === undefined
          ? undefined
          : meetPlayer(deps, watch, { playerId: hostId, playerName: given, caller }),
        password === undefined ? undefined : hashPassword(password),
      ]);
      const begin = newLobby(deps.newId(), { ...settings, passwordHash }, at);
      const result = await changeLobby(deps, {
        project,
        lobbyId: begin.lobbyId,
        at,
        ...onceOf('createLobby', context, input),
        begin,
        moves: () => (hostId === undefined ? [] : [hostId]),
        rule: (lobby) =>
          hostId && host ? seatPlayer(lobby, { playerId: hostId, ...host, at }) : unchanged(lobby),
        answer: lobbyResult,
        mostLobbies: deps.config.MAX_LOBBIES_PER_PLAYER,
        dueAt: host?.againAt,
      });
      if (hostId && host?.connected) watch.seated(project, hostId);
      return result;
    },

    async updateLobby({ lobbyId, playerId, hostId, password, ...settings }, context) {
      const passwordHash = password ? await hashPassword(password) : password;
      const actor = actorOf(context.caller, playerId);
      const request = { lobbyId, actor, hostId, password, ...settings };
      return run('updateLobby', context, {
        lobbyId,
        request,
        rule: (lobby) => updateLobby(lobby, { settings: { ...settings, passwordHash }, hostId, actor }),
      });
    },

    async startLobby({ lobbyId, playerId }, context) {
      const actor = actorOf(context.caller, playerId);
      return run('startLobby', context, {
        lobbyId,
        request: { lobbyId, actor },
        rule: (lobby) => startLobby(lobby, actor, context.at),
      });
    },

    async closeLobby({ lobbyId, playerId, reason = 'closed' }, context) {
      const actor = actorOf(context.caller, playerId);
      return run('closeLobby', context, {
        lobbyId,
        request: { lobbyId, actor, reason },
        moves: everybody,
        rule: (lobby) => closeLobby(lobby, actor, reason),
      });
    },

    async reopenLobby({ lobbyId, playerId }, context) {
      const actor = actorOf(context.caller, playerId);
      return run('reopenLobby', context, {
        lobbyId,
        request: { lobbyId, actor },
        moves: everybody,
        // Nobody noticed who lost the connection while the lobby was closed.
        dueAt: context.at,
        rule: (lobby) => reopenLobby(lobby, actor),
      });
    },

    async kickPlayer({ lobbyId, playerId, ban }, context) {
      const actor = actorOf(context.caller, undefined);
      return run('kickPlayer', context, {
        lobbyId,
        request: { lobbyId, playerId, ban, actor },
        moves: () => [playerId],
        rule: (lobby) => kickPlayer(lobby, { playerId, ban, actor }),
      });
    },
  };
}

const everybody = ({ players }: LobbyState): PlayerId[] => players.map(({ playerId }) => playerId);

interface Run extends Pick<LobbyChange<unknown>, 'lobbyId' | 'rule' | 'dueAt'> {
  readonly moves?: LobbyChange<unknown>['moves'];
  /** What a repeat under the same idempotency key must have in common. */
  readonly request: unknown;
}

/** Makes the function that commits what a host asks for and answers with the lobby. */
const runner =
  (deps: Deps) =>
  (operation: string, { caller, at, ...context }: CallContext, { request, ...change }: Run) =>
    changeLobby(deps, {
      moves: () => [],
      ...change,
      project: caller.project,
      at,
      ...onceOf(operation, { caller, ...context }, request),
      answer: lobbyResult,
    });
