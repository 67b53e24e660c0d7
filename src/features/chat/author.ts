import type { KeyCaller, PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { playerChannel, playerCodec } from '../players/state.js';
import type { ChatParts } from './parts.js';

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

/** What a profile said of a player's name. */
export interface KnownName {
  readonly displayName: string | undefined;
  /** Unix ms. */
  readonly readAt: number;
}

/** A changed profile shows in messages after this long at the latest, ms. */
const NAME_MS = 5_000;

export interface Named {
  readonly project: ProjectId;
  readonly playerId: PlayerId;
  /** From the token. */
  readonly name: string | undefined;
  /** Unix ms. */
  readonly at: number;
}

/** The name others see: the one in the token, else the profile's, else the id. */
export async function readName(parts: Pick<ChatParts, 'channels' | 'names'>, named: Named): Promise<string> {
  const recalled = recallName(parts, named);
  if (recalled !== undefined) return recalled;
  const { project, playerId, at } = named;
  const { state } = await parts.channels.read(project, playerChannel(playerId));
  const displayName = state === undefined ? undefined : playerCodec.decode(state).displayName;
  parts.names.put(`${project}|${playerId}`, { displayName, readAt: at });
  return displayName ?? playerId;
}

/** The same when it is known without asking the store. */
export function recallName(
  { names }: Pick<ChatParts, 'names'>,
  { project, playerId, name, at }: Named,
): string | undefined {
  if (name !== undefined) return name;
  const known = names.get(`${project}|${playerId}`);
  return known && at < known.readAt + NAME_MS ? (known.displayName ?? playerId) : undefined;
}
