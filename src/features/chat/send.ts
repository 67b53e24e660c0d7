import { repeatOf, storedEvent } from '../../commit/stored.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import type { CallContext } from '../../contract/operation.js';
import type { Change } from '../../engine/engine.js';
import { fingerprint, onceOf } from '../once.js';
import { authorOf, SYSTEM } from './author.js';
import { type Chatter, partOf, sanctionsOf, withPart } from './chatter.js';
import { chatterTarget, recordDecision } from './chatters.js';
import { type Draft, messageEvent, prepareDraft, resultOf, type Send, type Writing } from './draft.js';
import { createExpiry } from './expiry.js';
import { chatChannel } from './history.js';
import { takeTurn } from './pace.js';
import type { ChatParts } from './parts.js';
import { keepOf } from './retention.js';
import { isShadowed, mayWrite } from './sanctions.js';
import { asDefined, mustBelong, type Venue } from './venue.js';

/** The lobby of a message has changed since it was looked at; thrown out of a decision to look again. */
class Moved extends Error {}

const MAX_TRIES = 10;

/** Writes a message. A player's is decided on the player's record, a game server's is simply added. */
export function sendMessage(parts: ChatParts): Send {
  const expire = createExpiry(parts);

  return async (input, context) => {
    const author = authorOf(context.caller, input);
    const once = onceOfMessage(input, context, author ?? SYSTEM);
    const writing = { input, context, author, once };
    try {
      const sent = await (author === undefined
        ? sendAsServer(parts, writing)
        : sendAsPlayer(parts, writing, author));
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

/** Decides by the lobby as this node saw it last, and once more when that turns out to be old. */
async function sendAsPlayer(parts: ChatParts, writing: Writing, author: PlayerId): ReturnType<Send> {
  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const draft = await prepareDraft(parts, writing, tries === 0);
    try {
      return await commitAsPlayer(parts, draft, author);
    } catch (error) {
      const mayBeOld = tries === 0 && draft.venue.kind === 'lobby' && error instanceof AppError;
      if (!mayBeOld && !(error instanceof Moved)) throw error;
    }
  }
  throw new AppError('UNAVAILABLE', { message: 'Too many conflicting changes, try again' });
}

async function commitAsPlayer(parts: ChatParts, draft: Draft, author: PlayerId): ReturnType<Send> {
  const { input, context, once, venue } = draft;
  const { caller, at } = context;
  const { project } = caller;
  const { channelId } = input;
  const channel = chatChannel(channelId);
  const target = { ...chatterTarget(project, author, at), ...once };
  let decided = false;

  const { result, positions } = await parts.transact(target, (chatter: Chatter | undefined, definitions) => {
    if (decided && venue.kind === 'lobby') throw new Moved();
    mustBelong(asDefined(venue, definitions), caller, chatter);
    const sanctions = sanctionsOf(chatter, channelId, at);
    mayWrite(sanctions);
    const limits = definitions.chatChannels.get(channelId) ?? {};
    const pace = takeTurn(partOf(chatter, channelId)?.pace, limits, at);
    const publication = {
      at,
      events: [storedEvent(channel, messageEvent(draft, definitions), at)],
      ...(isShadowed(sanctions) ? { only: [author] } : {}),
    };
    decided = true;
    return recordDecision(withPart(chatter, channelId, { at, pace, wrote: true }), resultOf(draft), [
      { channel, publication, ...keepOf(definitions, channelId, parts.config) },
      ...unchangedLobby(venue, at),
    ]);
  });
  const top = positions?.[1];
  if (top) parts.tops.put(`${project}|${channelId}`, top.offset);
  return result;
}

/** Has the commit fail when the lobby is not what it was, so that who has left it writes nothing. */
const unchangedLobby = (venue: Venue, at: number): Change[] =>
  venue.kind === 'lobby'
    ? [{ channel: venue.lobby, expect: venue.position, publication: { at, events: [] }, quiet: true }]
    : [];

async function sendAsServer(parts: ChatParts, writing: Writing): ReturnType<Send> {
  const draft = await prepareDraft(parts, writing, false);
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

function onceOfMessage(
  input: Writing['input'],
  context: CallContext,
  author: PlayerId,
): ReturnType<typeof onceOf> {
  const { channelId, clientMessageId } = input;
  if (clientMessageId === undefined) return onceOf('sendMessage', context, input);
  const key = `chat:${author}:${channelId}:${clientMessageId}`;
  return { once: { key, fingerprint: fingerprint(input) } };
}
