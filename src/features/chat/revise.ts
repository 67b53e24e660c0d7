import type { Decision } from '../../commit/decision.js';
import { repeatOf } from '../../commit/stored.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import type { Offset } from '../../contract/position.js';
import type { Definitions } from '../definitions/compile.js';
import { onceOf } from '../once.js';
import { admitPlayer } from '../players/access.js';
import { actorOf } from './author.js';
import { type ChatState, chatCodec, editsOf, withEdit, withoutMessages } from './channel-state.js';
import { sanctionsOf } from './chatter.js';
import { readChatter } from './chatters.js';
import type { chatOperations } from './contract.js';
import { chatChannel, findMessage, type PlacedMessage, seenBy, seesAll } from './history.js';
import type { ChatParts } from './parts.js';
import { maskProfanity } from './profanity.js';
import { keepOf } from './retention.js';
import { isShadowed, mayWrite, type Sanction } from './sanctions.js';
import { findVenue, mayModerate, mayRead, mustBelong } from './venue.js';

type Chat = Handlers<typeof chatOperations>;
type Context = Parameters<Chat['editMessage']>[1];

/** A message was deleted between looking up and committing; thrown out of a decision to look again. */
class Moved extends Error {}

const MAX_TRIES = 10;

/** Publishes new content; sender, moderators and game servers may. */
export const editMessage =
  (parts: ChatParts): Chat['editMessage'] =>
  async ({ channelId, messageId, content }, context) => {
    const { caller, at } = context;
    const request = {
      channelId,
      messageId,
      context,
      once: onceOf('editMessage', context, { channelId, messageId, content }),
    };
    const sanctions = await admit(parts, request, { isWriting: true });

    return revise(parts, request, ({ found, state, definitions, position }) => {
      const isMasked = caller.kind === 'player' && definitions.chatChannels.get(channelId)?.profanityFilter;
      const fields = {
        messageId,
        content: isMasked ? maskProfanity(content) : content,
        editedBy: actorOf(caller),
      };
      const kept = parts.config.HISTORY_DEFAULT;
      return {
        state: withEdit(state, { message: found.offset, edit: position.offset + 1, kept }),
        events: [{ name: 'message_edited', fields }],
        ...audienceOf(found, isShadowed(sanctions) ? actorOf(caller) : undefined),
        result: { messageId, timestamp: at },
      };
    });
  };

/** Empties a message and all its edits in the commit that announces it; sender, moderators and game servers may. */
export const deleteMessage =
  (parts: ChatParts): Chat['deleteMessage'] =>
  async ({ channelId, messageId }, context) => {
    const request = {
      channelId,
      messageId,
      context,
      once: onceOf('deleteMessage', context, { channelId, messageId }),
    };
    await admit(parts, request, { isWriting: false });

    return revise(parts, request, ({ found, state }) => ({
      state: withoutMessages(state, [found.offset]),
      events: [{ name: 'message_deleted', fields: { messageId, deletedBy: actorOf(context.caller) } }],
      ...audienceOf(found, undefined),
      redact: [found.offset, ...editsOf(state, found.offset)],
      result: {},
    }));
  };

interface Request {
  readonly channelId: string;
  readonly messageId: string;
  readonly context: Context;
  readonly once: ReturnType<typeof onceOf>;
}

interface Circumstances {
  readonly found: PlacedMessage;
  readonly state: ChatState | undefined;
  readonly definitions: Definitions;
  readonly position: Offset;
}

/** Checks who asks against channel and sanctions; returns the sanctions that hold. */
async function admit(
  parts: ChatParts,
  { channelId, context: { caller, at } }: Request,
  { isWriting }: { readonly isWriting: boolean },
): Promise<readonly Sanction[]> {
  const { project } = caller;
  const venue = await findVenue(parts, project, channelId);
  if (caller.kind === 'key') return [];
  const actor = actorOf(caller);
  const [chatter] = await Promise.all([
    readChatter(parts.channels, project, actor),
    admitPlayer(parts.channels, project, actor),
  ]);
  mayRead(venue, caller, { chatter, at });
  const sanctions = sanctionsOf(chatter, channelId, at);
  if (isWriting) {
    mustBelong(venue, caller, chatter);
    mayWrite(sanctions);
  }
  return sanctions;
}

/** Looks a message up and decides about it, again when one was deleted meanwhile: it may have been this one. */
async function revise<Result>(
  parts: ChatParts,
  request: Request,
  decide: (circumstances: Circumstances) => Decision<ChatState, Result>,
): Promise<Result> {
  const { channels, config } = parts;
  const { channelId, messageId, context, once } = request;
  const { project } = context.caller;
  const channel = chatChannel(channelId);
  const target = { project, channel, codec: chatCodec, at: context.at, ...once };

  for (let tries = 0; tries < MAX_TRIES; tries++) {
    const { state: text } = await channels.read(project, channel);
    const seen = text === undefined ? 0 : chatCodec.decode(text).deletions;
    const found = await findMessage({ channels, project, channel }, messageId);
    if (!found || !mayKnow(found, context)) return firstResult(parts, request);
    mayRevise(found, context, channelId);
    try {
      const { result } = await parts.transact(
        target,
        (state: ChatState | undefined, definitions, position) => {
          if ((state?.deletions ?? 0) !== seen) throw new Moved();
          const decision = decide({ found, state, definitions, position });
          return { ...decision, fleeting: true, ...keepOf(definitions, channelId, config) };
        },
      );
      return result;
    } catch (error) {
      if (!(error instanceof Moved)) throw error;
    }
  }
  throw new AppError('UNAVAILABLE', { message: 'Too many conflicting changes, try again' });
}

const mayKnow = ({ only, message }: PlacedMessage, { caller }: Context): boolean =>
  (mayModerate(caller, message.channelId) ? seesAll : seenBy(actorOf(caller)))(only);

function mayRevise({ message }: PlacedMessage, { caller }: Context, channelId: string): void {
  if (message.senderId === actorOf(caller) || mayModerate(caller, channelId)) return;
  throw new AppError('FORBIDDEN', { message: 'This is the message of somebody else' });
}

/** Who hears of a change: at most those who got the message, and of what a shadow-banned player does only that player. */
const audienceOf = (
  { only }: PlacedMessage,
  shadowed: PlayerId | undefined,
): { only?: readonly PlayerId[] } => (only ? { only } : shadowed === undefined ? {} : { only: [shadowed] });

/** The message is gone; a repeat of the call that deleted it still gets its answer. */
async function firstResult<Result>(
  { channels }: ChatParts,
  { context, once: { once } }: Request,
): Promise<Result> {
  const first = once && (await channels.recall(context.caller.project, once.key));
  if (first) return repeatOf<Result>(once, first).result;
  throw new AppError('NOT_FOUND', { message: 'There is no such message' });
}
