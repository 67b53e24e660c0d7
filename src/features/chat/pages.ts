import { decodeBody } from '../../contract/publication.js';
import { type ChatState, editsOf } from './channel-state.js';
import type { Message } from './contract.js';
import { type ChatHistory, messageIn, type PlacedMessage, pagesBackwards, type Sees } from './history.js';

/** Publications one call looks at to fill a page; a history that is mostly something else is paged through in more calls. */
const MAX_SCANNED = 5_000;

export interface PageQuery {
  /** Offset, exclusive; absent: from the newest. */
  readonly before?: number | undefined;
  readonly limit: number;
  readonly sees: Sees;
  /** Unix ms; what is older is no longer shown. */
  readonly notBefore: number;
  readonly state: ChatState | undefined;
}

export interface MessagePage {
  /** Newest first. */
  readonly messages: Message[];
  /** Offset to go on from; undefined at the end. */
  readonly nextBefore: number | undefined;
}

/** Reads a page of messages with what they say now. */
export async function readPage(history: ChatHistory, query: PageQuery): Promise<MessagePage> {
  const { before, limit, sees, notBefore } = query;
  const found: PlacedMessage[] = [];
  let scanned = 0;
  let nextBefore: number | undefined;

  search: for await (const page of pagesBackwards(history, before, limit + 1)) {
    for (const raw of page) {
      const placed = messageIn(raw);
      if (placed && placed.at < notBefore) break search;
      if (!placed || !sees(placed.only)) continue;
      if (found.length === limit) {
        nextBefore = found.at(-1)?.offset;
        break search;
      }
      found.push(placed);
    }
    scanned += page.length;
    if (scanned >= MAX_SCANNED) {
      nextBefore = page.at(-1)?.offset;
      break;
    }
  }
  const messages = await Promise.all(found.map((placed) => asItIsNow(history, placed, query)));
  return { messages, nextBefore };
}

/** A message with the newest edit its reader may see. */
async function asItIsNow(
  { channels, project, channel }: ChatHistory,
  { offset, message }: PlacedMessage,
  { state, sees }: PageQuery,
): Promise<Message> {
  for (const edit of editsOf(state, offset).toReversed()) {
    const [raw] = await channels.historyBefore(project, channel, { before: edit + 1, limit: 1 });
    if (raw?.offset !== edit) continue;
    const { at, only, events } = decodeBody(raw.text);
    const event = events.find(({ name }) => name === 'message_edited');
    // The state says that this publication edits this message.
    if (event && sees(only)) return { ...message, content: JSON.parse(event.json).content, editedAt: at };
  }
  return message;
}
