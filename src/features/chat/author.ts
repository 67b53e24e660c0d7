import type { KeyCaller, PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Channels } from '../../engine/engine.js';
import { mustNotBeBanned } from '../players/access.js';
import { playerChannel, playerCodec } from '../players/state.js';

/** Who a game server speaks as when it names nobody. */
export const SYSTEM = 'system';

/** Who acts on messages: a player, or `system` for a game server. */
export const actorOf = (caller: KeyCaller | PlayerCaller): PlayerId =>
  caller.kind === 'player' ? caller.playerId : SYSTEM;

/**
 * The player somebody writes as; undefined for a game server that writes as itself.
 * @throws AppError FORBIDDEN when a player names another, or claims to be a game server
 */
export function authorOf(
  caller: KeyCaller | PlayerCaller,
  { senderId, type = 'TEXT' }: { readonly senderId?: PlayerId | undefined; readonly type?: string },
): PlayerId | undefined {
  if (caller.kind === 'key') return senderId;
  const isItself = senderId === undefined || senderId === caller.playerId;
  if (!isItself || type !== 'TEXT')
    throw new AppError('FORBIDDEN', { message: 'Players write as themselves, and TEXT only' });
  return caller.playerId;
}

/**
 * The name others see: the one in the token, else the profile's, else the id.
 * @throws AppError FORBIDDEN when the player's account is banned
 */
export async function readName(
  channels: Channels,
  project: ProjectId,
  player: { readonly playerId: PlayerId; readonly name?: string | undefined },
): Promise<string> {
  const { playerId, name } = player;
  const { state } = await channels.read(project, playerChannel(playerId));
  const profile = state === undefined ? undefined : playerCodec.decode(state);
  mustNotBeBanned(profile);
  return name ?? profile?.displayName ?? playerId;
}
