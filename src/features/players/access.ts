import type { Caller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Channels } from '../../engine/engine.js';
import { type PlayerState, playerChannel, playerCodec } from './state.js';

/**
 * Lets game servers read every player, and players only themselves.
 * @throws AppError FORBIDDEN, whether the other player exists or not
 */
export function mayReadPlayer(caller: Caller, playerId: PlayerId): void {
  if (caller.kind === 'player' && caller.playerId !== playerId) throw new AppError('FORBIDDEN');
}

/** @throws AppError FORBIDDEN when the player is banned */
export function mustNotBeBanned(player: PlayerState | undefined): void {
  if (player?.banned) throw new AppError('FORBIDDEN', { message: 'The player is banned' });
}

/**
 * Checks with the store that a player may act.
 * @throws AppError FORBIDDEN when the player is banned; Unavailable
 */
export async function admitPlayer(channels: Channels, project: ProjectId, playerId: PlayerId): Promise<void> {
  const { state } = await channels.read(project, playerChannel(playerId));
  if (state !== undefined) mustNotBeBanned(playerCodec.decode(state));
}
