import type { ProjectId } from '../../contract/ids.js';
import { formatPosition } from '../../contract/position.js';
import { NO_EVENT, type Publication } from '../../contract/publication.js';

/** The Socket.IO room of a channel's subscribers, in every namespace. */
export const roomName = (project: ProjectId, channel: string): string => `${project}|${channel}`;

/** How every event packet of a namespace begins. */
export const eventPrefix = (namespace: string): string => (namespace === '/' ? '2' : `2${namespace},`);

/**
 * The Socket.IO packets of a publication's events, those up to and including `afterIndex` left out. The stored JSON is used as
 * it is; only the position is spliced in.
 */
export function packetTexts(prefix: string, publication: Publication, afterIndex = -1): string[] {
  const { events } = publication;
  const texts: string[] = [];
  for (let index = afterIndex + 1; index < events.length; index++) {
    const event = events[index];
    if (event && event !== NO_EVENT)
      texts.push(`${prefix}["${event.name}",${withPosition(publication, index)}]`);
  }
  return texts;
}

/** An event's fields as JSON text, with its position. */
export function withPosition({ epoch, offset, events }: Publication, index: number): string {
  const json = events[index]?.json ?? '{}';
  const isLast = index === events.length - 1;
  const position = formatPosition(isLast ? { epoch, offset } : { epoch, offset, index });
  return `${json.slice(0, -1)},"position":"${position}"}`;
}
