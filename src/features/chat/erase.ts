import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { SYSTEM } from './author.js';
import { type ChatState, chatCodec, editsOf, withoutMessages } from './channel-state.js';
import { type Chatter, chatterChannel, chatterCodec, isFleeting } from './chatter.js';
import { readChatter } from './chatters.js';
import { chatChannel, messageIn, type PlacedMessage, pagesBackwards } from './history.js';
import type { ChatParts } from './parts.js';

/** Messages deleted by one commit. */
const BATCH = 100;

/**
 * Deletes everything a player has written in any chat, edits included, and what is remembered of the player's part there.
 * Sanctions stay: being erased is no way around them. Repeating it is harmless. Costs a read of the kept history of each
 * defined channel and of those the player wrote in.
 */
export const eraseMessagesOf =
  (parts: ChatParts) =>
  async (project: ProjectId, playerId: PlayerId): Promise<void> => {
    const chatter = await readChatter(parts.channels, project, playerId);
    const wrote = Object.entries(chatter?.channels ?? {}).filter(([, part]) => part.wrote);
    const defined = parts.definitions.current(project).chatChannels.keys();
    for (const channelId of new Set([...defined, ...wrote.map(([id]) => id)])) {
      await eraseFrom(parts, { project, playerId, channelId });
    }
    if (chatter) await forget(parts, project, playerId);
  };

interface Place {
  readonly project: ProjectId;
  readonly playerId: PlayerId;
  readonly channelId: string;
}

async function eraseFrom(parts: ChatParts, { project, playerId, channelId }: Place): Promise<void> {
  const history = { channels: parts.channels, project, channel: chatChannel(channelId) };
  let batch: PlacedMessage[] = [];
  for await (const page of pagesBackwards(history)) {
    for (const raw of page) {
      const placed = messageIn(raw);
      if (placed?.message.senderId === playerId) batch.push(placed);
    }
    while (batch.length >= BATCH) await deleteAll(parts, project, batch.splice(0, BATCH));
  }
  batch = batch.splice(0);
  if (batch.length > 0) await deleteAll(parts, project, batch);
}

async function deleteAll(
  { transact }: ChatParts,
  project: ProjectId,
  messages: readonly PlacedMessage[],
): Promise<void> {
  const [first] = messages;
  if (!first) return;
  const offsets = messages.map(({ offset }) => offset);
  const target = { project, channel: chatChannel(first.message.channelId), codec: chatCodec, at: Date.now() };
  await transact(target, (state: ChatState | undefined) => ({
    state: withoutMessages(state, offsets),
    fleeting: true,
    events: messages.map(({ message: { messageId } }) => ({
      name: 'message_deleted',
      fields: { messageId, deletedBy: SYSTEM },
    })),
    redact: offsets.flatMap((offset) => [offset, ...editsOf(state, offset)]),
    result: null,
  }));
}

async function forget({ transact }: ChatParts, project: ProjectId, playerId: PlayerId): Promise<void> {
  const target = { project, channel: chatterChannel(playerId), codec: chatterCodec, at: Date.now() };
  await transact(target, (chatter: Chatter | undefined) => {
    const rest = chatter && onlySanctions(chatter);
    return {
      state: rest && !isFleeting(rest) ? rest : null,
      events: [],
      dropHistory: true,
      result: null,
    };
  });
}

function onlySanctions(chatter: Chatter): Chatter {
  const parts = Object.entries(chatter.channels).flatMap(([id, { touchedAt, sanction }]) =>
    sanction ? [[id, { touchedAt, sanction }] as const] : [],
  );
  return { ...chatter, channels: Object.fromEntries(parts) };
}
