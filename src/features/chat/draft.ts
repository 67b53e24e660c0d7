import { AppError, invalid } from '../../contract/errors.js';
import type { NewEvent } from '../../contract/event.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Definitions } from '../definitions/compile.js';
import type { onceOf } from '../once.js';
import { type Named, readName, recallName, SYSTEM } from './author.js';
import { readChatter } from './chatters.js';
import type { chatOperations } from './contract.js';
import { chatChannel, findMessage, seenBy, seesAll } from './history.js';
import { newMessageId } from './message-id.js';
import type { ChatParts } from './parts.js';
import { maskProfanity } from './profanity.js';
import { findVenue, mustBelong, recallVenue, type Venue } from './venue.js';

export type Send = Handlers<typeof chatOperations>['sendMessage'];

/** A message to be written. */
export interface Writing {
  readonly input: Parameters<Send>[0];
  readonly context: Parameters<Send>[1];
  /** The player it is written as; undefined when a game server writes as itself. */
  readonly author: PlayerId | undefined;
  readonly once: ReturnType<typeof onceOf>;
}

/** The same with all that has to be looked up for it. */
export interface Draft extends Writing {
  readonly venue: Venue;
  readonly messageId: string;
  readonly senderName: string;
}

type Found = Pick<Draft, 'venue' | 'senderName'> & { readonly top: number };

/**
 * Looks up what a message needs.
 * @param mayRecall - whether the venue may be as this node saw it last
 * @throws AppError CHANNEL_NOT_FOUND | VALIDATION_ERROR (`replyTo`)
 */
export async function prepareDraft(parts: ChatParts, writing: Writing, mayRecall: boolean): Promise<Draft> {
  const { replyTo } = writing.input;
  const { caller } = writing.context;
  const recalled = mayRecall && replyTo === undefined ? recall(parts, writing) : undefined;
  const { venue, senderName, top } = recalled ?? (await lookUp(parts, writing));
  // A player's record says whether a direct channel is the player's own; a game server may write in any that was opened.
  if (caller.kind === 'key' && venue.kind === 'direct' && top === 0) throw new AppError('CHANNEL_NOT_FOUND');
  if (replyTo !== undefined) await mustExist(parts, replyTo, { venue, writing });
  return { ...writing, venue, senderName, messageId: newMessageId(top, parts.newId()) };
}

/** What is needed as this node knows it; undefined when the store has to be asked for any of it. */
function recall(parts: ChatParts, writing: Writing): Found | undefined {
  const { project } = writing.context.caller;
  const { channelId } = writing.input;
  const venue = recallVenue(parts, project, channelId);
  const named = namedBy(writing);
  const senderName = named ? recallName(parts, named) : SYSTEM;
  const top = parts.tops.get(`${project}|${channelId}`);
  return venue && senderName !== undefined && top !== undefined ? { venue, senderName, top } : undefined;
}

async function lookUp(parts: ChatParts, writing: Writing): Promise<Found> {
  const { project } = writing.context.caller;
  const { channelId } = writing.input;
  const named = namedBy(writing);
  const [venue, senderName, top] = await Promise.all([
    findVenue(parts, project, channelId),
    named ? readName(parts, named) : SYSTEM,
    recentTop(parts, project, channelId),
  ]);
  return { venue, senderName, top };
}

function namedBy({ author, context }: Writing): Named | undefined {
  if (author === undefined) return undefined;
  const { caller, at } = context;
  return {
    project: caller.project,
    playerId: author,
    name: caller.kind === 'player' ? caller.name : undefined,
    at,
  };
}

/** What the sender is told. */
export const resultOf = ({ messageId, context: { at } }: Draft) => ({ messageId, timestamp: at });

/** The event that publishes a message. */
export function messageEvent(draft: Draft, { chatChannels }: Definitions): NewEvent {
  const { input, context, author, messageId, senderName } = draft;
  const { channelId, content, type, replyTo, metadata } = input;
  const isFiltered = author !== undefined && chatChannels.get(channelId)?.profanityFilter;
  return {
    name: 'chat_message',
    fields: {
      messageId,
      senderId: author ?? SYSTEM,
      senderName,
      content: isFiltered ? maskProfanity(content) : content,
      type,
      replyTo,
      metadata,
      timestamp: context.at,
    },
  };
}

/** Whoever does not belong to a channel must not learn what is in it. */
async function mustExist(
  { channels }: ChatParts,
  messageId: string,
  { venue, writing }: { readonly venue: Venue; readonly writing: Writing },
): Promise<void> {
  const { author, context } = writing;
  const { caller } = context;
  const { project } = caller;
  if (author !== undefined) mustBelong(venue, caller, await readChatter(channels, project, author));
  const target = await findMessage({ channels, project, channel: chatChannel(venue.channelId) }, messageId);
  const sees = author === undefined ? seesAll : seenBy(author);
  if (target && sees(target.only)) return;
  throw invalid({ field: 'replyTo', message: 'there is no such message here' });
}

/** An offset the next message of a channel surely comes after. */
async function recentTop(
  { channels, tops }: ChatParts,
  project: ProjectId,
  channelId: string,
): Promise<number> {
  const key = `${project}|${channelId}`;
  const top = tops.get(key) ?? (await channels.read(project, chatChannel(channelId))).offset;
  tops.put(key, top);
  return top;
}
