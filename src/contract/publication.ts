import type { ChannelName } from './ids.js';
import type { Offset } from './position.js';

/** One event as stored: its name and its fields as JSON text of a non-empty object, without `position`. */
export interface StoredEvent {
  readonly name: string;
  readonly json: string;
}

/** Stands for an event that somebody does not get, so that the others keep their positions. */
export const NO_EVENT: StoredEvent = { name: '', json: '' };

/** What one commit appends to one channel. */
export interface PublicationBody {
  /** Commit time of the node, ms; informative, order is by offset. */
  readonly at: number;
  /** May be empty: the publication then only moves the position. */
  readonly events: readonly StoredEvent[];
  /** Only these players get it (shadow ban, one's own events); everybody else's position still moves. */
  readonly only?: readonly string[];
  /** These players' subscriptions end right after it, on every node. */
  readonly evict?: readonly string[];
  /** Everybody else's subscription ends right after it, on every node: the channel is no longer open to all. */
  readonly stay?: readonly string[];
  /** What it moved on a board, written by the store and not by `encodeBody`; see `decodeRankMoves`. */
  readonly ranks?: string;
}

/** A publication in its place in a channel's history. */
export interface Publication extends Offset, PublicationBody {
  readonly channel: ChannelName;
}

/** A publication as the engine carries it: opaque to stores, decoded once per node. */
export interface RawPublication extends Offset {
  readonly channel: ChannelName;
  /** As written by `encodeBody`; empty when it was redacted. */
  readonly text: string;
}

/** Stands between a body and the moves its commit made on a board: an event without a name. */
export const RANKS_MARK = '\n\n';

/**
 * Writes a body as lines: a header, then name and JSON of each event. JSON text never holds a raw newline, so a node can
 * relay the events without parsing them.
 */
export function encodeBody({ at, events, only, evict, stay }: PublicationBody): string {
  const header = only || evict || stay ? `${at} ${JSON.stringify({ only, evict, stay })}` : `${at}`;
  let text = header;
  for (const { name, json } of events) text += `\n${name}\n${json}`;
  return text;
}

/** Reads what `encodeBody` wrote; a redacted (empty) text is a publication without events. */
export function decodeBody(text: string): PublicationBody {
  const lines = text.split('\n');
  const header = lines[0] ?? '';
  const space = header.indexOf(' ');
  const events: StoredEvent[] = [];
  for (let line = 1; line + 1 < lines.length; line += 2) {
    events.push({ name: lines[line] ?? '', json: lines[line + 1] ?? '' });
  }
  const ranks = events.at(-1)?.name === '' ? { ranks: events.pop()?.json ?? '' } : undefined;
  if (space < 0) return { at: Number(header), events, ...ranks };
  const envelope: Pick<PublicationBody, 'only' | 'evict' | 'stay'> = JSON.parse(header.slice(space + 1));
  return { at: Number(header.slice(0, space)), events, ...envelope, ...ranks };
}

export const decodePublication = (raw: RawPublication): Publication => ({
  channel: raw.channel,
  epoch: raw.epoch,
  offset: raw.offset,
  ...decodeBody(raw.text),
});
