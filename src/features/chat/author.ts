import type { KeyCaller, PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Channels } from '../../engine/engine.js';
import { mustNotBeBanned } from '../players/access.js';
import { playerChannel, playerCodec } from '../players/state.js';

/** Who a game server speaks as when it names nobody. */
export const SYSTEM = 'system';

/**
 * Who acts on messages: a player, or `system` for a game server.
 * @throws AppError FORBIDDEN when a player has that very id
 */
export function actorOf(caller: KeyCaller | PlayerCaller): PlayerId {
  if (caller.kind === 'key') return SYSTEM;
  if (caller.playerId === SYSTEM) {
    throw new AppError('FORBIDDEN', { message: `In chats "${SYSTEM}" is the game server` });
  }
  return caller.playerId;
}

/**
 * The player somebody writes as; undefined for a game server that writes as itself.
 * @throws AppError FORBIDDEN when a player names another, or claims to be a game server
 */
export function authorOf(
  caller: KeyCaller | PlayerCaller,
  { senderId, type = 'TEXT' }: { readonly senderId?: PlayerId | undefined; readonly type?: string },
): PlayerId | undefined {
  if (caller.kind === 'key') return senderId === SYSTEM ? undefined : senderId;
  const author = actorOf(caller);
  const isItself = senderId === undefined || senderId === author;
  if (!isItself || type !== 'TEXT')
    throw new AppError('FORBIDDEN', { message: 'Players write as themselves, and TEXT only' });
  return author;
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
