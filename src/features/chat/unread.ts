import type { Recent } from '../../commit/recent.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Offset } from '../../contract/position.js';
import { type ChatHistory, messageIn, type PlacedMessage, pagesBackwards, seenBy } from './history.js';

/** Unread messages are counted among the newest so many publications. */
const MAX_SCANNED = 1_000;

/** The newest messages of a channel at a position, newest first; at another position there may be others. */
export interface Newest extends Offset {
  readonly messages: Promise<readonly Sent[]>;
}

type Sent = Pick<PlacedMessage, 'offset' | 'at' | 'only'> & { readonly senderId: PlayerId };

export interface Reader {
  readonly playerId: PlayerId;
  /** Offset of the last publication read. */
  readonly readTo: number;
  /** Unix ms; what is older does not count. */
  readonly notBefore: number;
}

/**
 * Counts the messages of others after a reader's mark. All readers of a channel who come at the same position, as they do
 * after an outage, share one reading of its history.
 */
export async function countUnread(
  history: ChatHistory,
  at: Offset,
  { reader, newest }: { readonly reader: Reader; readonly newest: Recent<Newest> },
): Promise<number> {
  const { playerId, readTo, notBefore } = reader;
  if (at.offset <= readTo) return 0;
  const sees = seenBy(playerId);
  let unread = 0;
  for (const message of await newestAt(history, at, newest)) {
    if (message.offset <= readTo || message.at < notBefore) break;
    if (message.senderId !== playerId && sees(message.only)) unread++;
  }
  return unread;
}

function newestAt(
  history: ChatHistory,
  { epoch, offset }: Offset,
  newest: Recent<Newest>,
): Promise<readonly Sent[]> {
  const key = `${history.project}|${history.channel}`;
  const known = newest.take(key);
  const isSame = known?.epoch === epoch && known.offset === offset;
  const entry = isSame ? known : { epoch, offset, messages: readNewest(history, offset) };
  newest.put(key, entry);
  // A failure is told to those who wait for it, and tried again by the next.
  entry.messages.catch(() => newest.take(key));
  return entry.messages;
}

async function readNewest(history: ChatHistory, top: number): Promise<Sent[]> {
  const messages: Sent[] = [];
  for await (const page of pagesBackwards(history, top + 1)) {
    for (const raw of page) {
      if (raw.offset <= top - MAX_SCANNED) return messages;
      const placed = messageIn(raw);
      if (!placed) continue;
      const { offset, at, only, message } = placed;
      messages.push({ offset, at, only, senderId: message.senderId });
    }
  }
  return messages;
}
