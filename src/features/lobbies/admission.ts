import { AppError } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import { findInvite } from './invites.js';
import type { Invite, LobbyState } from './state.js';

/** What a player shows at the door. */
export interface Credentials {
  readonly inviteCode?: string | undefined;
  /** The stored hash the given password was found to fit. */
  readonly provenHash?: string | undefined;
}

/**
 * Decides whether a player may enter, free seats apart.
 * @param at - Unix ms
 * @returns the invite that lets the player in, if one does
 * @throws AppError FORBIDDEN
 */
export function checkCredentials(
  lobby: LobbyState,
  playerId: PlayerId,
  { inviteCode, provenHash, at }: Credentials & { readonly at: number },
): Invite | undefined {
  const invite = inviteCode === undefined ? undefined : findInvite(lobby, inviteCode, { playerId, at });
  if (inviteCode !== undefined && !invite) refuse('The invite is not valid');
  if (lobby.banned?.includes(playerId) && invite?.playerId !== playerId)
    refuse('You are banned from this lobby');
  if (invite) return invite;

  const { privacy, passwordHash } = lobby;
  if (privacy === 'INVITE_ONLY') refuse('The lobby needs an invite');
  if (passwordHash !== undefined && provenHash !== passwordHash) refuse('The password is wrong');
  if (privacy === 'PRIVATE' && passwordHash === undefined) refuse('The lobby needs an invite');
  return undefined;
}

function refuse(message: string): never {
  throw new AppError('FORBIDDEN', { message });
}
