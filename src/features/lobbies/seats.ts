import { AppError, invalid } from '../../contract/errors.js';
import type { NewEvent } from '../../contract/event.js';
import type { PlayerId } from '../../contract/ids.js';
import { type Credentials, checkCredentials } from './admission.js';
import type { LeaveReason } from './event-contract.js';
import { findMember, type Invite, type LobbyState, type Member, viewLobby } from './state.js';
import { type LobbyTurn, memberEvent, mustBeMember, mustNotBeClosed, mustRun, unchanged } from './turn.js';

/** A player who is to get a seat. */
export interface Newcomer {
  readonly playerId: PlayerId;
  readonly playerName: string;
  readonly connected: boolean;
  /** Unix ms. */
  readonly at: number;
}

/**
 * Lets a player in. An invite by name is used up; being in already changes nothing.
 * @throws AppError LOBBY_NOT_OPEN | FORBIDDEN | LOBBY_FULL
 */
export function joinLobby(lobby: LobbyState, newcomer: Newcomer, credentials: Credentials): LobbyTurn {
  const { playerId, at } = newcomer;
  if (findMember(lobby, playerId) && lobby.state !== 'closed') return unchanged(lobby);
  if (lobby.state !== 'open') throw new AppError('LOBBY_NOT_OPEN');
  const invite = checkCredentials(lobby, playerId, { ...credentials, at });
  if (lobby.players.length >= lobby.maxPlayers) throw new AppError('LOBBY_FULL');
  return seatPlayer(
    invite?.playerId === undefined ? lobby : withoutInvite(lobby, invite, playerId),
    newcomer,
  );
}

/** Gives a player a seat, whatever it takes to get one. The first in a lobby without host becomes host. */
export function seatPlayer(lobby: LobbyState, { playerId, playerName, connected, at }: Newcomer): LobbyTurn {
  const member: Member = { playerId, playerName, ready: false, connected, joinedAt: at };
  const joined: LobbyState = {
    ...lobby,
    hostId: lobby.hostId ?? playerId,
    players: [...lobby.players, member],
  };
  return { lobby: joined, events: [memberEvent('player_joined', member, { lobby: viewLobby(joined) })] };
}

/**
 * Takes a player's seat away. When it was the host's, the longest-present member becomes host; the last one closes the lobby.
 * @throws AppError FORBIDDEN when the player is not in the lobby
 */
export function leaveLobby(lobby: LobbyState, playerId: PlayerId, reason: LeaveReason): LobbyTurn {
  const member = mustBeMember(lobby, playerId);
  const players = lobby.players.filter((each) => each !== member);
  const events: NewEvent[] = [memberEvent('player_left', member, { reason })];
  const evict = [playerId];

  const [longest] = players;
  if (!longest) {
    if (lobby.state !== 'closed') events.push({ name: 'lobby_closed', fields: { reason: 'empty' } });
    return { lobby: { ...lobby, players, hostId: null, state: 'closed' }, events, evict };
  }
  if (lobby.hostId !== playerId) return { lobby: { ...lobby, players }, events, evict };
  events.push(hostChanged(longest, playerId));
  return { lobby: { ...lobby, players, hostId: longest.playerId }, events, evict };
}

export interface Kick {
  readonly playerId: PlayerId;
  readonly ban: boolean;
  /** undefined: the game server itself. */
  readonly actor: PlayerId | undefined;
}

const MAX_BANNED = 200;

/**
 * Puts a member out, on request for good.
 * @throws AppError FORBIDDEN | LOBBY_NOT_OPEN | PLAYER_NOT_FOUND | VALIDATION_ERROR (oneself)
 */
export function kickPlayer(lobby: LobbyState, { playerId, ban, actor }: Kick): LobbyTurn {
  mustRun(lobby, actor);
  mustNotBeClosed(lobby);
  if (playerId === actor) throw invalid({ field: 'playerId', message: 'is yourself: leave instead' });
  if (!findMember(lobby, playerId)) {
    throw new AppError('PLAYER_NOT_FOUND', { message: 'The player is not in this lobby' });
  }
  const turn = leaveLobby(lobby, playerId, 'kicked');
  if (!ban) return turn;
  const banned = [...(lobby.banned ?? []), playerId].slice(-MAX_BANNED);
  return { ...turn, lobby: { ...turn.lobby, banned } };
}

/**
 * Makes a member host.
 * @throws AppError CONFLICT when the player is not in the lobby
 */
export function handOver(lobby: LobbyState, hostId: PlayerId): LobbyTurn {
  if (hostId === lobby.hostId) return unchanged(lobby);
  const host = findMember(lobby, hostId);
  if (!host) throw new AppError('CONFLICT', { message: 'Only a member can be host' });
  return { lobby: { ...lobby, hostId }, events: [hostChanged(host, lobby.hostId)] };
}

const hostChanged = ({ playerId, playerName }: Member, previousHostId: PlayerId | null): NewEvent => ({
  name: 'host_changed',
  fields: { hostId: playerId, hostName: playerName, previousHostId },
});

const withoutInvite = (lobby: LobbyState, used: Invite, playerId: PlayerId): LobbyState => ({
  ...lobby,
  invites: (lobby.invites ?? []).filter((invite) => invite !== used),
  ...(lobby.banned ? { banned: lobby.banned.filter((banned) => banned !== playerId) } : {}),
});
