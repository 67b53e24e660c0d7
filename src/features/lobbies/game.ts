import { AppError } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import { type LobbyState, viewLobby, viewMember } from './state.js';
import {
  type LobbyTurn,
  memberEvent,
  mustBeMember,
  mustNotBeClosed,
  mustRun,
  unchanged,
  withMember,
} from './turn.js';

/**
 * Notes whether a member is ready.
 * @throws AppError FORBIDDEN | LOBBY_NOT_OPEN
 */
export function setReady(lobby: LobbyState, playerId: PlayerId, ready: boolean): LobbyTurn {
  const member = mustBeMember(lobby, playerId);
  if (lobby.state !== 'open') throw new AppError('LOBBY_NOT_OPEN');
  if (member.ready === ready) return unchanged(lobby);
  const changed = { ...member, ready };
  return { lobby: withMember(lobby, changed), events: [memberEvent('player_ready', changed, { ready })] };
}

/**
 * Starts the game. With `config.countdownSeconds` it begins that much later; clients count down to `startedAt`, and reopening
 * calls the start off.
 * @param at - Unix ms
 * @throws AppError FORBIDDEN | LOBBY_NOT_OPEN (also when it is started) | CONFLICT (somebody is not ready, or nobody is in)
 */
export function startLobby(lobby: LobbyState, actor: PlayerId | undefined, at: number): LobbyTurn {
  mustRun(lobby, actor);
  if (lobby.state !== 'open') throw new AppError('LOBBY_NOT_OPEN');
  if (lobby.players.length === 0) throw new AppError('CONFLICT', { message: 'Nobody is in the lobby' });
  const { requireReady, countdownSeconds } = lobby.config;
  if (requireReady === true) mustAllBeReady(lobby);

  const startedAt = at + (typeof countdownSeconds === 'number' ? countdownSeconds * 1000 : 0);
  const players = lobby.players.map(viewMember);
  return {
    lobby: { ...lobby, state: 'started', startedAt },
    events: [{ name: 'lobby_started', fields: { players, config: lobby.config, startedAt } }],
  };
}

function mustAllBeReady({ players }: LobbyState): void {
  const notReady = players.filter(({ ready }) => !ready).map(({ playerId }) => playerId);
  if (notReady.length === 0) return;
  throw new AppError('CONFLICT', { message: 'Not everybody is ready', details: { notReady } });
}

/**
 * Ends a lobby; its members stay noted, so that it can be reopened for them.
 * @throws AppError FORBIDDEN | LOBBY_NOT_OPEN
 */
export function closeLobby(lobby: LobbyState, actor: PlayerId | undefined, reason: string): LobbyTurn {
  mustRun(lobby, actor);
  mustNotBeClosed(lobby);
  return { lobby: { ...lobby, state: 'closed' }, events: [{ name: 'lobby_closed', fields: { reason } }] };
}

/**
 * Opens a started or closed lobby again; nobody is ready then.
 * @throws AppError FORBIDDEN
 */
export function reopenLobby(lobby: LobbyState, actor: PlayerId | undefined): LobbyTurn {
  mustRun(lobby, actor);
  if (lobby.state === 'open') return unchanged(lobby);
  const { startedAt, ...rest } = lobby;
  const players = lobby.players.map((member) => ({ ...member, ready: false }));
  const opened: LobbyState = { ...rest, state: 'open', players };
  const fields = { lobby: viewLobby(opened), changed: ['state', 'players'] };
  return { lobby: opened, events: [{ name: 'lobby_updated', fields }] };
}
