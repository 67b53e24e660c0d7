import type { PlayerCaller } from '../../contract/caller.js';
import { AppError, invalid } from '../../contract/errors.js';
import type { Handlers } from '../../contract/operation.js';
import { chatCodec } from './channel-state.js';
import { type Chatter, partOf, withPart } from './chatter.js';
import { chatterTarget, readChatter, recordDecision } from './chatters.js';
import type { chatOperations } from './contract.js';
import { type ChatHistory, chatChannel, findMessage, seenBy, seesAll } from './history.js';
import { readPage } from './pages.js';
import type { ChatParts } from './parts.js';
import { oldestShown } from './retention.js';
import { countUnread } from './unread.js';
import { findVenue, mayModerate, mayRead } from './venue.js';

type Chat = Handlers<typeof chatOperations>;

/** Reads a page of what the caller may see. */
export const listMessages =
  (parts: ChatParts): Chat['listMessages'] =>
  async ({ channelId, before, limit }, { caller, at }) => {
    const { channels, definitions } = parts;
    const { project } = caller;
    if (caller.kind === 'player') await admitReader(parts, channelId, { caller, at });
    else await findVenue(parts, project, channelId);

    const history = { channels, project, channel: chatChannel(channelId) };
    const { state } = await channels.read(project, history.channel);
    const { messages, nextBefore } = await readPage(history, {
      before: before === undefined ? undefined : await offsetOf(history, before),
      limit,
      sees: caller.kind === 'player' && !mayModerate(caller, channelId) ? seenBy(caller.playerId) : seesAll,
      notBefore: oldestShown(definitions.current(project), channelId, at),
      state: state === undefined ? undefined : chatCodec.decode(state),
    });
    return { messages, nextBefore: nextBefore === undefined ? null : String(nextBefore) };
  };

/** Moves the player's mark forward. */
export const markRead =
  (parts: ChatParts): Chat['markRead'] =>
  async ({ channelId, messageId }, { caller, at }) => {
    const { channels, definitions } = parts;
    const { project, playerId } = caller;
    await admitReader(parts, channelId, { caller, at });
    const history = { channels, project, channel: chatChannel(channelId) };
    const sees = seenBy(playerId);
    const found = await findMessage(history, messageId);
    if (!found || !sees(found.only)) throw new AppError('NOT_FOUND', { message: 'There is no such message' });

    const { result: readTo } = await parts.transact(
      chatterTarget(project, playerId, at),
      (chatter: Chatter | undefined) => {
        const before = partOf(chatter, channelId)?.readTo ?? 0;
        const mark = Math.max(before, found.offset);
        const state = withPart(chatter, channelId, { at, readTo: mark });
        return recordDecision(state, mark);
      },
    );
    const notBefore = oldestShown(definitions.current(project), channelId, at);
    const reader = { playerId, readTo, notBefore };
    return {
      unread: await countUnread(history, await channels.read(project, history.channel), {
        reader,
        newest: parts.newest,
      }),
    };
  };

/**
 * Lets a player in who may read the channel; returns the player's record.
 * @throws AppError CHANNEL_NOT_FOUND | FORBIDDEN
 */
export async function admitReader(
  parts: ChatParts,
  channelId: string,
  { caller, at }: { readonly caller: PlayerCaller; readonly at: number },
): Promise<Chatter | undefined> {
  const { project, playerId } = caller;
  const [venue, chatter] = await Promise.all([
    findVenue(parts, project, channelId),
    readChatter(parts.channels, project, playerId),
  ]);
  mayRead(venue, caller, { chatter, at });
  return chatter;
}

/** A cursor is an offset, and a message's id stands for its own. */
async function offsetOf(history: ChatHistory, before: string): Promise<number> {
  if (/^\d{1,15}$/.test(before)) return Number(before);
  const found = await findMessage(history, before);
  if (!found)
    throw invalid({ field: 'before', message: 'is neither a cursor nor a message that is still there' });
  return found.offset;
}
