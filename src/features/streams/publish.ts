import { storedEvent } from '../../commit/stored.js';
import type { NewEvent } from '../../contract/event.js';
import type { LatestValue, Retention } from '../../engine/engine.js';
import { streamChannel } from './access.js';
import { type NewPublication, STREAM_EVENT } from './contract.js';
import type { StreamDefinition } from './definition.js';
import { checkKeys } from './filter.js';
import { latestKey } from './latest.js';

/** What a commit on a stream's channel does. */
export interface StreamChange {
  readonly events: readonly NewEvent[];
  readonly latest: readonly LatestValue[];
  readonly keep: Retention;
}

/**
 * Makes publications of a stream, in order.
 * @param at - server time of the request, Unix ms
 * @throws AppError VALIDATION_ERROR for a key or value the stream does not have
 */
export function planPublications(
  stream: StreamDefinition,
  publications: readonly NewPublication[],
  at: number,
): StreamChange {
  const latest = new Map<string, LatestValue>();
  const events = publications.map((publication) => {
    checkKeys(stream, publication.keys);
    const event = eventOf(publication, at);
    if (stream.latestPerKey && !publication.broadcast) {
      const key = latestKey(stream, publication);
      latest.delete(key);
      latest.set(key, { key, text: storedEvent(streamChannel(stream.id), event, at).json });
    }
    return event;
  });
  return { events, latest: [...latest.values()], keep: retentionOf(stream) };
}

export const retentionOf = ({ historySize, historySeconds }: StreamDefinition): Retention => ({
  publications: historySize,
  ttlMs: historySeconds * 1000,
});

const eventOf = ({ type, keys, broadcast, data, at }: NewPublication, now: number): NewEvent => ({
  name: STREAM_EVENT,
  fields: { type, ...(keys && { keys }), ...(broadcast && { broadcast }), data },
  at: Math.min(at ?? now, now),
});
