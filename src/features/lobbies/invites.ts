import { AppError } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Invite, LobbyState } from './state.js';
import { type LobbyTurn, mustNotBeClosed, mustRun } from './turn.js';

const MAX_INVITES = 100;

/** Who wants something at which time. */
interface Request {
  /** undefined: the game server itself. */
  readonly actor: PlayerId | undefined;
  /** Unix ms. */
  readonly at: number;
}

/**
 * Adds an invite; those that ended go.
 * @throws AppError FORBIDDEN | LOBBY_NOT_OPEN | CONFLICT (too many invites)
 */
export function addInvite(lobby: LobbyState, invite: Invite, { actor, at }: Request): LobbyTurn {
  mustRun(lobby, actor);
  mustNotBeClosed(lobby);
  const live = liveInvites(lobby, at);
  if (live.length >= MAX_INVITES) {
    throw new AppError('CONFLICT', { message: `A lobby has at most ${MAX_INVITES} invites at a time` });
  }
  return { lobby: { ...lobby, invites: [...live, invite] }, events: [] };
}

/**
 * Takes an invite back.
 * @throws AppError FORBIDDEN | NOT_FOUND
 */
export function removeInvite(lobby: LobbyState, code: string, { actor, at }: Request): LobbyTurn {
  mustRun(lobby, actor);
  const live = liveInvites(lobby, at);
  const invites = live.filter((invite) => invite.code !== code);
  if (invites.length === live.length) throw new AppError('NOT_FOUND', { message: 'There is no such invite' });
  return { lobby: { ...lobby, invites }, events: [] };
}

/** The invite of a code, if it is still good for the player. */
export const findInvite = (
  lobby: LobbyState,
  code: string,
  { playerId, at }: { readonly playerId: PlayerId; readonly at: number },
): Invite | undefined =>
  liveInvites(lobby, at).find(
    (invite) => invite.code === code && (invite.playerId === undefined || invite.playerId === playerId),
  );

const liveInvites = ({ invites = [] }: LobbyState, at: number): readonly Invite[] =>
  invites.filter(({ expiresAt }) => expiresAt > at);
