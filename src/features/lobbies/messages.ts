import type { PlayerId } from '../../contract/ids.js';
import type { LobbyState } from './state.js';
import { type LobbyTurn, memberEvent, mustBeMember, mustNotBeClosed } from './turn.js';

/** What a member says to all members. */
export interface Message {
  readonly playerId: PlayerId;
  readonly type: string;
  readonly data: unknown;
  /** Unix ms. */
  readonly at: number;
}

// Messages may be many: storing the lobby anew for each, only to note that it is active, would cost more than the message.
const ACTIVE_EVERY_MS = 10_000;

/**
 * Passes on a member's own message.
 * @throws AppError FORBIDDEN | LOBBY_NOT_OPEN
 */
export function sayToMembers(lobby: LobbyState, { playerId, type, data, at }: Message): LobbyTurn {
  const member = mustBeMember(lobby, playerId);
  mustNotBeClosed(lobby);
  const isNoted = at - lobby.activeAt < ACTIVE_EVERY_MS;
  return {
    lobby: isNoted ? lobby : { ...lobby, activeAt: at },
    events: [memberEvent('lobby_message', member, { type, data: data ?? null })],
  };
}
