import { type ChannelName, channelName, type PlayerId, type ProjectId } from '../../contract/ids.js';
import { decodeBody, type RawPublication } from '../../contract/publication.js';
import type { Channels } from '../../engine/engine.js';
import type { Message } from './contract.js';
import { offsetBefore } from './message-id.js';

/** Whether somebody may see a publication, by its `only`. */
export type Sees = (only: readonly PlayerId[] | undefined) => boolean;

export const seenBy =
  (playerId: PlayerId | undefined): Sees =>
  (only) =>
    only === undefined || (playerId !== undefined && only.includes(playerId));

/** Game servers and moderators see what was hidden from others, too. */
export const seesAll: Sees = () => true;

/** A message in its place in the history. */
export interface PlacedMessage {
  readonly offset: number;
  /** Unix ms. */
  readonly at: number;
  readonly only: readonly PlayerId[] | undefined;
  /** As it was sent, edits apart. */
  readonly message: Message;
}

/** The history of one chat. */
export interface ChatHistory {
  readonly channels: Channels;
  readonly project: ProjectId;
  readonly channel: ChannelName;
}

export const chatChannel = (channelId: string): ChannelName => channelName('chat', channelId);

/** Publications looked at around the place where a message should be. */
const NEAR = 32;
const PAGE = 256;

/** Reads a history backwards, page by page, each newest first. */
export async function* pagesBackwards(
  { channels, project, channel }: ChatHistory,
  from?: number,
  firstPage = PAGE,
): AsyncGenerator<readonly RawPublication[]> {
  let before = from;
  let limit = firstPage;
  for (;;) {
    const page = await channels.historyBefore(project, channel, {
      limit,
      ...(before === undefined ? {} : { before }),
    });
    if (page.length > 0) yield page;
    const last = page.at(-1);
    if (!last || page.length < limit) return;
    before = last.offset;
    limit = PAGE;
  }
}

/** The message a publication holds, if it holds one. */
export function messageIn({ offset, text }: RawPublication): PlacedMessage | undefined {
  const { at, only, events } = decodeBody(text);
  const event = events.find(({ name }) => name === 'chat_message');
  if (!event) return undefined;
  // Only this feature writes events of this name.
  const { at: _at, ...message } = JSON.parse(event.json) as Message & { at: number };
  return { offset, at, only, message };
}

/** Finds a message that is still there. Costs one read of a few publications, unless a lot was written at the same time. */
export async function findMessage(
  history: ChatHistory,
  messageId: string,
): Promise<PlacedMessage | undefined> {
  const after = offsetBefore(messageId);
  if (after === undefined) return undefined;
  const { channels, project, channel } = history;
  const near = await channels.historyBefore(project, channel, { before: after + NEAR + 1, limit: NEAR });
  const found = pick(near, messageId);
  if (found) return found;

  for await (const page of pagesBackwards(history)) {
    const met = pick(page, messageId);
    if (met || page.some(({ offset }) => offset <= after + NEAR)) return met;
  }
  return undefined;
}

function pick(page: readonly RawPublication[], messageId: string): PlacedMessage | undefined {
  for (const raw of page) {
    // Most are told apart without parsing them.
    if (!raw.text.includes(messageId)) continue;
    const placed = messageIn(raw);
    if (placed?.message.messageId === messageId) return placed;
  }
  return undefined;
}
