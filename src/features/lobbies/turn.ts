import { AppError } from '../../contract/errors.js';
import type { NewEvent } from '../../contract/event.js';
import type { PlayerId } from '../../contract/ids.js';
import { findMember, type LobbyState, type Member } from './state.js';

/** What a rule makes of a lobby: the lobby afterwards (the same object when nothing changed) and what happened, in order. */
export interface LobbyTurn {
  readonly lobby: LobbyState;
  readonly events: readonly NewEvent[];
  /** Who gets nothing of the lobby and its chat any more. */
  readonly evict?: readonly PlayerId[];
  /** Nobody else gets anything of the lobby any more: it is no longer public. */
  readonly stay?: readonly PlayerId[];
}

export const unchanged = (lobby: LobbyState): LobbyTurn => ({ lobby, events: [] });

/** A lobby's event about one of its members. */
export const memberEvent = (
  name: string,
  { playerId, playerName }: Member,
  fields: NewEvent['fields'] = {},
): NewEvent => ({ name, fields: { playerId, playerName, ...fields } });

/** The lobby with one member changed. */
export const withMember = (lobby: LobbyState, changed: Member): LobbyState => ({
  ...lobby,
  players: lobby.players.map((member) => (member.playerId === changed.playerId ? changed : member)),
});

/** @throws AppError FORBIDDEN when the player is not in the lobby */
export function mustBeMember(lobby: LobbyState, playerId: PlayerId): Member {
  const member = findMember(lobby, playerId);
  if (!member) throw new AppError('FORBIDDEN', { message: 'You are not in this lobby' });
  return member;
}

/**
 * Lets the host and the game server pass.
 * @param actor - undefined: the game server itself
 * @throws AppError FORBIDDEN
 */
export function mustRun(lobby: LobbyState, actor: PlayerId | undefined): void {
  if (actor !== undefined && lobby.hostId !== actor) {
    throw new AppError('FORBIDDEN', { message: 'Only the host may do that' });
  }
}

/** @throws AppError LOBBY_NOT_OPEN when the lobby is closed */
export function mustNotBeClosed({ state }: LobbyState): void {
  if (state === 'closed') throw new AppError('LOBBY_NOT_OPEN', { message: 'The lobby is closed' });
}
