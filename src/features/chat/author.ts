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
export async function readName(
  { channels, names }: Pick<ChatParts, 'channels' | 'names'>,
  { project, playerId, name, at }: Named,
): Promise<string> {
  if (name !== undefined) return name;
  const key = `${project}|${playerId}`;
  let known = names.take(key);
  if (!known || at >= known.readAt + NAME_MS) {
    const { state } = await channels.read(project, playerChannel(playerId));
    const displayName = state === undefined ? undefined : playerCodec.decode(state).displayName;
    known = { displayName, readAt: at };
  }
  names.put(key, known);
  return known.displayName ?? playerId;
}
