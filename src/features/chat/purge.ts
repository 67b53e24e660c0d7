import type { ProjectId } from '../../contract/ids.js';
import { SYSTEM } from './author.js';
import { type ChatState, chatCodec, editsOf, withoutMessages } from './channel-state.js';
import { chatChannel, messageIn, type PlacedMessage, pagesBackwards } from './history.js';
import type { ChatParts } from './parts.js';
import { keepOf } from './retention.js';

/** Messages emptied by one commit. */
const BATCH = 100;

export interface Purge {
  readonly project: ProjectId;
  readonly channelId: string;
  readonly isDue: (placed: PlacedMessage) => boolean;
  /** Whether those who follow the channel are told which messages are gone. */
  readonly isAnnounced: boolean;
}

/** Empties all messages of a channel that are due, and their edits. Costs a read of the kept history. */
export async function purgeMessages(parts: ChatParts, purge: Purge): Promise<void> {
  const { project, channelId, isDue } = purge;
  const history = { channels: parts.channels, project, channel: chatChannel(channelId) };
  const due: PlacedMessage[] = [];
  for await (const page of pagesBackwards(history)) {
    for (const raw of page) {
      const placed = messageIn(raw);
      if (placed && isDue(placed)) due.push(placed);
    }
    while (due.length >= BATCH) await empty(parts, purge, due.splice(0, BATCH));
  }
  if (due.length > 0) await empty(parts, purge, due);
}

async function empty(
  { transact, config }: ChatParts,
  { project, channelId, isAnnounced }: Purge,
  messages: readonly PlacedMessage[],
): Promise<void> {
  const offsets = messages.map(({ offset }) => offset);
  const announcements = messages.map(({ message: { messageId } }) => ({
    name: 'message_deleted',
    fields: { messageId, deletedBy: SYSTEM },
  }));
  const target = { project, channel: chatChannel(channelId), codec: chatCodec, at: Date.now() };
  await transact(target, (state: ChatState | undefined, definitions) => ({
    state: withoutMessages(state, offsets),
    fleeting: true,
    events: isAnnounced ? announcements : [],
    redact: offsets.flatMap((offset) => [offset, ...editsOf(state, offset)]),
    result: null,
    ...keepOf(definitions, channelId, config),
  }));
}
