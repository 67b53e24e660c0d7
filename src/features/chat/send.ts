import { repeatOf, storedEvent } from '../../commit/stored.js';
import { AppError, invalid } from '../../contract/errors.js';
import type { NewEvent } from '../../contract/event.js';
import type { PlayerId } from '../../contract/ids.js';
import type { CallContext, Handlers } from '../../contract/operation.js';
import type { Definitions } from '../definitions/compile.js';
import { fingerprint, onceOf } from '../once.js';
import { authorOf, readName, SYSTEM } from './author.js';
import { type Chatter, partOf, sanctionsOf, withPart } from './chatter.js';
import { chatterTarget, readChatter, recordDecision } from './chatters.js';
import type { chatOperations } from './contract.js';
import { createExpiry } from './expiry.js';
import { chatChannel, findMessage, seenBy, seesAll } from './history.js';
import { newMessageId } from './message-id.js';
import { takeTurn } from './pace.js';
import type { ChatParts } from './parts.js';
import { maskProfanity } from './profanity.js';
import { keepOf } from './retention.js';
import { isShadowed, mayWrite } from './sanctions.js';
import { asDefined, findVenue, mustBelong, type Venue } from './venue.js';

type Send = Handlers<typeof chatOperations>['sendMessage'];
type Input = Parameters<Send>[0];
type Context = Parameters<Send>[1];

interface Draft {
  readonly input: Input;
  readonly context: Context;
  readonly venue: Venue;
  readonly messageId: string;
  /** The player it is written as; undefined when a game server writes as itself. */
  readonly author: PlayerId | undefined;
  readonly senderName: string;
  readonly once: ReturnType<typeof onceOf>;
}

/** Writes a message. A player's is decided on the player's record, a game server's is simply added. */
export function sendMessage(parts: ChatParts): Send {
  const expire = createExpiry(parts);

  return async (input, context) => {
    const author = authorOf(context.caller, input);
    const once = onceOfMessage(input, context, author ?? SYSTEM);
    try {
      const draft = { input, context, author, once, ...(await prepare(parts, input, { context, author })) };
      const sent = await (author === undefined
        ? sendAsServer(parts, draft)
        : sendAsPlayer(parts, draft, author));
      expire(context.caller.project, input.channelId, context.at);
      return sent;
    } catch (error) {
      // What was sent once stays sent, even if it could not be sent again.
      const first =
        error instanceof AppError && once.once
          ? await parts.channels.recall(context.caller.project, once.once.key)
          : undefined;
      if (!first) throw error;
      return repeatOf<Awaited<ReturnType<Send>>>(once.once, first).result;
    }
  };
}

async function prepare(
  parts: ChatParts,
  { channelId, replyTo }: Input,
  { context: { caller }, author }: Pick<Draft, 'context' | 'author'>,
): Promise<Pick<Draft, 'venue' | 'messageId' | 'senderName'>> {
  const { project } = caller;
  const { channels } = parts;
  const name = caller.kind === 'player' ? caller.name : undefined;
  const [venue, senderName, top] = await Promise.all([
    findVenue(parts, project, channelId),
    author === undefined ? SYSTEM : readName(channels, project, { playerId: author, name }),
    recentTop(parts, project, channelId),
  ]);
  // A player's record says whether a direct channel is the player's own; a game server may write in any that was opened.
  if (caller.kind === 'key' && venue.kind === 'direct' && top === 0) throw new AppError('CHANNEL_NOT_FOUND');
  if (replyTo !== undefined) await mustExist(parts, replyTo, { venue, caller, author });
  return { venue, senderName, messageId: newMessageId(top, parts.newId()) };
}

/** Whoever does not belong to a channel must not learn what is in it. */
async function mustExist(
  { channels }: ChatParts,
  messageId: string,
  { venue, author, caller }: Pick<Draft, 'venue' | 'author'> & Pick<Context, 'caller'>,
): Promise<void> {
  const { project } = caller;
  if (author !== undefined) mustBelong(venue, caller, await readChatter(channels, project, author));
  const target = await findMessage({ channels, project, channel: chatChannel(venue.channelId) }, messageId);
  const sees = author === undefined ? seesAll : seenBy(author);
  if (target && sees(target.only)) return;
  throw invalid({ field: 'replyTo', message: 'there is no such message here' });
}

async function sendAsPlayer(parts: ChatParts, draft: Draft, author: PlayerId): ReturnType<Send> {
  const { input, context, once } = draft;
  const { caller, at } = context;
  const { project } = caller;
  const { channelId } = input;
  const channel = chatChannel(channelId);
  const target = { ...chatterTarget(project, author, at), ...once };

  const { result, positions } = await parts.transact(target, (chatter: Chatter | undefined, definitions) => {
    mustBelong(asDefined(draft.venue, definitions), caller, chatter);
    const sanctions = sanctionsOf(chatter, channelId, at);
    mayWrite(sanctions);
    const limits = definitions.chatChannels.get(channelId) ?? {};
    const pace = takeTurn(partOf(chatter, channelId)?.pace, limits, at);
    const publication = {
      at,
      events: [storedEvent(channel, messageEvent(draft, definitions), at)],
      ...(isShadowed(sanctions) ? { only: [author] } : {}),
    };
    return recordDecision(withPart(chatter, channelId, { at, pace, wrote: true }), resultOf(draft), [
      { channel, publication, ...keepOf(definitions, channelId, parts.config) },
    ]);
  });
  const top = positions?.[1];
  if (top) parts.tops.put(`${project}|${channelId}`, top.offset);
  return result;
}

async function sendAsServer(parts: ChatParts, draft: Draft): ReturnType<Send> {
  const { input, context, once, venue } = draft;
  const { caller, at } = context;
  const { project } = caller;
  const { channelId } = input;
  const definitions = parts.definitions.current(project);
  mustBelong(venue, caller, undefined);

  const { result } = await parts.append(
    { project, channel: chatChannel(channelId), at, ...once },
    {
      events: [messageEvent(draft, definitions)],
      result: resultOf(draft),
      ...keepOf(definitions, channelId, parts.config),
    },
  );
  return result;
}

const resultOf = ({ messageId, context: { at } }: Draft) => ({ messageId, timestamp: at });

function messageEvent(draft: Draft, { chatChannels }: Definitions): NewEvent {
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

function onceOfMessage(input: Input, context: CallContext, author: PlayerId): ReturnType<typeof onceOf> {
  const { channelId, clientMessageId } = input;
  if (clientMessageId === undefined) return onceOf('sendMessage', context, input);
  const key = `chat:${author}:${channelId}:${clientMessageId}`;
  return { once: { key, fingerprint: fingerprint(input) } };
}

/** An offset the next message of a channel surely comes after. */
async function recentTop({ channels, tops }: ChatParts, project: string, channelId: string): Promise<number> {
  const key = `${project}|${channelId}`;
  const top = tops.take(key) ?? (await channels.read(project, chatChannel(channelId))).offset;
  tops.put(key, top);
  return top;
}
