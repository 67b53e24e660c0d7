import type { Publication } from '../../contract/publication.js';
import { withPosition } from '../../transport/socket-io/packets.js';
import { streamEventsOf } from '../stream-events.js';

/** What a publication carries to clients of this protocol, as JSON texts: `data` of a stream's, else its events with their names. */
export function payloadsOf(publication: Publication, afterIndex = -1): string[] {
  const { channel, events } = publication;
  if (channel.startsWith('stream:')) {
    return streamEventsOf(publication, afterIndex).map((event, index) =>
      event ? JSON.stringify(event.data) : named([eventText(publication, index + afterIndex + 1)]),
    );
  }
  const texts = events.flatMap((_, index) => (index > afterIndex ? [eventText(publication, index)] : []));
  return texts.length > 0 ? [named(texts)] : [];
}

const named = (events: readonly string[]): string => `{"events":[${events.join()}]}`;

const eventText = (publication: Publication, index: number): string =>
  `{"event":${JSON.stringify(publication.events[index]?.name)},"data":${withPosition(publication, index)}}`;
