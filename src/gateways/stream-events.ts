import { formatPosition } from '../contract/position.js';
import type { Publication } from '../contract/publication.js';
import { STREAM_EVENT, type StreamPublication } from '../features/streams/contract.js';
import { parsePublication } from '../features/streams/latest.js';

const parsed = new WeakMap<Publication, readonly (StreamPublication | undefined)[]>();

/**
 * The stream publications a commit brought, parsed once per node; undefined in the place of other events.
 * @param afterIndex - events up to and including it are left out
 */
export function streamEventsOf(
  publication: Publication,
  afterIndex = -1,
): readonly (StreamPublication | undefined)[] {
  let events = parsed.get(publication);
  if (!events) {
    const { epoch, offset } = publication;
    const last = publication.events.length - 1;
    events = publication.events.map(({ name, json }, index) => {
      const position = index === last ? { epoch, offset } : { epoch, offset, index };
      return name === STREAM_EVENT ? parsePublication(json, formatPosition(position)) : undefined;
    });
    parsed.set(publication, events);
  }
  return afterIndex < 0 ? events : events.slice(afterIndex + 1);
}
