import { type Caller, covers, type PlayerCaller } from '../../contract/caller.js';
import { AppError, invalid } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import { subscribeGrant } from '../../hub/channel-kind.js';
import { findMember, type LobbyState, lobbyChannel } from './state.js';

/**
 * Whose call it is.
 * @param named - the `playerId` of a call with an API key
 * @returns undefined: the game server's own
 */
export const actorOf = (caller: Caller, named: PlayerId | undefined): PlayerId | undefined =>
  caller.kind === 'player' ? caller.playerId : named;

/**
 * The player who acts, where there has to be one.
 * @throws AppError VALIDATION_ERROR when an API key names none
 */
export function playerOf(caller: Caller, named: PlayerId | undefined): PlayerId {
  const playerId = actorOf(caller, named);
  if (playerId === undefined) throw invalid({ field: 'playerId', message: 'is required with an API key' });
  return playerId;
}

/**
 * Lets pass who may see a lobby: everybody a public one, members, game servers, and tokens with a grant.
 * @throws AppError FORBIDDEN
 */
export function mustSee(caller: Caller, lobby: LobbyState): void {
  if (caller.kind === 'player' && !isVisible(caller, lobby)) throw new AppError('FORBIDDEN');
}

const isVisible = (caller: PlayerCaller, lobby: LobbyState): boolean =>
  lobby.privacy === 'PUBLIC' ||
  findMember(lobby, caller.playerId) !== undefined ||
  covers(caller.grants, subscribeGrant(lobbyChannel(lobby.lobbyId)));
