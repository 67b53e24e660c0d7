import type { PlayerId } from '../../contract/ids.js';
import { leaveLobby } from './seats.js';
import { findMember, type LobbyState } from './state.js';
import { type LobbyTurn, memberEvent, unchanged, withMember } from './turn.js';

/** How long a seat is kept without connection. */
interface Grace {
  /** Unix ms. */
  readonly at: number;
  readonly graceMs: number;
}

/**
 * Shows a member without connection, and once the grace period is over takes the seat. Nothing for members who never had a
 * connection, for those who are back, and in a closed lobby. Repeating is harmless.
 */
export function missMember(lobby: LobbyState, playerId: PlayerId, { at, graceMs }: Grace): LobbyTurn {
  const member = findMember(lobby, playerId);
  if (!member || lobby.state === 'closed') return unchanged(lobby);
  if (member.connected) {
    const gone = { ...member, connected: false, disconnectedAt: at };
    const leavesAt = at + graceMs;
    return {
      lobby: withMember(lobby, gone),
      events: [memberEvent('player_disconnected', gone, { leavesAt })],
    };
  }
  const { disconnectedAt } = member;
  if (disconnectedAt === undefined || at < disconnectedAt + graceMs) return unchanged(lobby);
  return leaveLobby(lobby, playerId, 'disconnected');
}

/** Shows that a member has a connection (again). Repeating is harmless. */
export function greetMember(lobby: LobbyState, playerId: PlayerId): LobbyTurn {
  const member = findMember(lobby, playerId);
  if (!member || member.connected || lobby.state === 'closed') return unchanged(lobby);
  const { disconnectedAt, ...rest } = member;
  const back = { ...rest, connected: true };
  return { lobby: withMember(lobby, back), events: [memberEvent('player_reconnected', back)] };
}
