import { storedEvent } from '../../commit/stored.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Change } from '../../engine/engine.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { playerChannel } from '../players/state.js';
import { actorOf } from './access.js';
import { changeLobby } from './commits.js';
import type { hostOperations } from './host-contract.js';
import { addInvite, removeInvite } from './invites.js';
import type { Invite, LobbyState } from './state.js';

type InviteHandlers = Pick<Handlers<typeof hostOperations>, 'inviteToLobby' | 'revokeInvite'>;

/** Makes invites and takes them back. */
export const inviteHandlers = (deps: Deps): InviteHandlers => ({
  async inviteToLobby({ lobbyId, playerId, expiresInSeconds }, context) {
    const { caller, at } = context;
    const actor = actorOf(caller, undefined);
    const code = deps.newId();
    const expiresAt = at + expiresInSeconds * 1000;
    const invite: Invite = { code, expiresAt, ...(playerId === undefined ? {} : { playerId }) };
    return changeLobby(deps, {
      project: caller.project,
      lobbyId,
      at,
      ...onceOf('inviteToLobby', context, { lobbyId, playerId, expiresInSeconds }),
      moves: () => [],
      rule: (lobby) => addInvite(lobby, invite, { actor, at }),
      answer: () => ({ inviteCode: code, expiresAt }),
      others: (lobby) =>
        playerId === undefined ? [] : [tellInvited(lobby, invite, { playerId, from: actor, at })],
    });
  },

  async revokeInvite({ lobbyId, inviteCode }, context) {
    const { caller, at } = context;
    const actor = actorOf(caller, undefined);
    return changeLobby(deps, {
      project: caller.project,
      lobbyId,
      at,
      ...onceOf('revokeInvite', context, { lobbyId, inviteCode }),
      moves: () => [],
      rule: (lobby) => removeInvite(lobby, inviteCode, { actor, at }),
      answer: () => ({}),
    });
  },
});

interface Telling {
  readonly playerId: PlayerId;
  /** undefined: the game server. */
  readonly from: PlayerId | undefined;
  /** Unix ms. */
  readonly at: number;
}

function tellInvited({ lobbyId, name }: LobbyState, invite: Invite, { playerId, from, at }: Telling): Change {
  const channel = playerChannel(playerId);
  const { code, expiresAt } = invite;
  const fields = { lobbyId, lobbyName: name, inviteCode: code, from: from ?? null, expiresAt };
  return {
    channel,
    publication: { at, events: [storedEvent(channel, { name: 'lobby_invited', fields }, at)] },
  };
}
