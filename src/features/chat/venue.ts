import { type Caller, covers } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { subscribeGrant } from '../../hub/channel-kind.js';
import type { Definitions } from '../definitions/compile.js';
import { type Chatter, partOf, sanctionsOf } from './chatter.js';
import type { ChatChannelDefinition } from './definition.js';
import { chatChannel } from './history.js';
import type { ChatParts, LobbyMembers } from './parts.js';
import { mustNotBeBanned } from './sanctions.js';

/** What a chat channel is, which decides who belongs there. */
export type Venue =
  | { readonly kind: 'defined'; readonly channelId: string; readonly definition: ChatChannelDefinition }
  | ({ readonly kind: 'lobby'; readonly channelId: string } & LobbyMembers)
  | { readonly kind: 'direct'; readonly channelId: string };

export const DIRECT_PREFIX = 'direct:';
const LOBBY_SUFFIX = '-chat';

export const lobbyChatId = (lobbyId: string): string => lobbyId + LOBBY_SUFFIX;

type VenueParts = Pick<ChatParts, 'definitions' | 'lobbies'>;

/** @throws AppError CHANNEL_NOT_FOUND */
export async function findVenue(
  { definitions, lobbies }: VenueParts,
  project: ProjectId,
  channelId: string,
): Promise<Venue> {
  const simple = simpleVenue(definitions.current(project), channelId);
  if (simple) return simple;
  const lobbyId = lobbyOf(channelId);
  const lobby = lobbyId === undefined ? undefined : await lobbies.lobbyMembers(project, lobbyId);
  if (lobby) return { kind: 'lobby', channelId, ...lobby };
  throw new AppError('CHANNEL_NOT_FOUND');
}

/** What `findVenue` finds, a lobby as this node saw it last; undefined when that has to be asked of the store. */
export function recallVenue(
  { definitions, lobbies }: VenueParts,
  project: ProjectId,
  channelId: string,
): Venue | undefined {
  const simple = simpleVenue(definitions.current(project), channelId);
  if (simple) return simple;
  const lobbyId = lobbyOf(channelId);
  const lobby = lobbyId === undefined ? undefined : lobbies.recall(project, lobbyId);
  return lobby && { kind: 'lobby', channelId, ...lobby };
}

/** The lobby a channel would be the chat of. */
const lobbyOf = (channelId: string): string | undefined =>
  channelId.length > LOBBY_SUFFIX.length && channelId.endsWith(LOBBY_SUFFIX)
    ? channelId.slice(0, -LOBBY_SUFFIX.length)
    : undefined;

/** The same venue by the definitions of a decision. @throws AppError CHANNEL_NOT_FOUND when it is no longer defined */
export function asDefined(venue: Venue, definitions: Definitions): Venue {
  if (venue.kind !== 'defined') return venue;
  const defined = definedVenue(definitions, venue.channelId);
  if (!defined) throw new AppError('CHANNEL_NOT_FOUND');
  return defined;
}

export const mayModerate = (caller: Caller, channelId: string): boolean =>
  caller.kind === 'key' ||
  (caller.kind === 'player' && covers(caller.grants, `moderate:${chatChannel(channelId)}`));

/**
 * Refuses a player who may not read a channel.
 * @throws AppError FORBIDDEN
 */
export function mayRead(
  venue: Venue,
  caller: Caller,
  { chatter, at }: { chatter: Chatter | undefined; at: number },
): void {
  if (caller.kind !== 'player') return;
  const { channelId } = venue;
  const isAllowed =
    belongs(venue, caller.playerId, chatter) ||
    covers(caller.grants, subscribeGrant(chatChannel(channelId))) ||
    mayModerate(caller, channelId);
  if (!isAllowed) throw new AppError('FORBIDDEN');
  mustNotBeBanned(sanctionsOf(chatter, channelId, at));
}

/**
 * Refuses a player who may not write in a channel, sanctions apart. A grant to subscribe lets write where no membership
 * decides, in channels that are not open.
 * @throws AppError FORBIDDEN | LOBBY_NOT_OPEN
 */
export function mustBelong(venue: Venue, caller: Caller, chatter: Chatter | undefined): void {
  if (caller.kind === 'player') {
    const { channelId } = venue;
    const isAllowed =
      belongs(venue, caller.playerId, chatter) ||
      (venue.kind === 'defined' && covers(caller.grants, subscribeGrant(chatChannel(channelId)))) ||
      mayModerate(caller, channelId);
    if (!isAllowed) throw new AppError('FORBIDDEN');
  }
  if (venue.kind === 'lobby' && venue.closed) throw new AppError('LOBBY_NOT_OPEN');
}

function belongs(venue: Venue, playerId: PlayerId, chatter: Chatter | undefined): boolean {
  if (venue.kind === 'defined') return venue.definition.open;
  if (venue.kind === 'lobby') return venue.members.includes(playerId);
  return partOf(chatter, venue.channelId)?.direct === true;
}

/** A venue that is known without asking the store. */
const simpleVenue = (definitions: Definitions, channelId: string): Venue | undefined =>
  definedVenue(definitions, channelId) ??
  (channelId.startsWith(DIRECT_PREFIX) ? { kind: 'direct', channelId } : undefined);

function definedVenue({ chatChannels }: Definitions, channelId: string): Venue | undefined {
  const definition = chatChannels.get(channelId);
  return definition && { kind: 'defined', channelId, definition };
}
