import type { ChannelName, ProjectId } from '../contract/ids.js';
import { formatPosition, type Offset, parsePosition } from '../contract/position.js';
import { decodePublication, type Publication } from '../contract/publication.js';
import type { Channels } from '../engine/engine.js';
import { isEvicted, mayReceive, type Sink } from './sink.js';

/** What a resuming client gets at most; beyond it a snapshot is cheaper for everybody. */
const MAX_PUBLICATIONS = 300;
const MAX_BYTES = 256 * 1024;

export interface ReplayRequest {
  readonly project: ProjectId;
  readonly channel: ChannelName;
  readonly sink: Sink;
  /** The position the client sent. */
  readonly since: string;
}

export interface Replayed {
  readonly reached: Offset;
  readonly position: string;
  /** Events sent. */
  readonly replayed: number;
}

/**
 * Sends a client what it missed since a position, at the pace it reads.
 * @returns undefined when not everything missed can be sent; nothing was sent then
 */
export async function replay(channels: Channels, request: ReplayRequest): Promise<Replayed | undefined> {
  const { project, channel, sink } = request;
  const since = parsePosition(request.since);
  if (!since) return undefined;
  const { epoch, index } = since;
  // Handled in part: its publication has to be read again for the rest of its events.
  const after = { epoch, offset: index === undefined ? since.offset : since.offset - 1 };
  const page = await channels.history(project, channel, { after, limit: MAX_PUBLICATIONS + 1 });
  const missed = page.publications;
  const bytes = missed.reduce((sum, { text }) => sum + text.length, 0);
  if (page.reach !== 'complete' || since.offset > page.offset || missed.length > MAX_PUBLICATIONS)
    return undefined;
  if (bytes > MAX_BYTES) return undefined;

  const publications = missed.map(decodePublication);
  // Who was put out in between must not get what was said until the return.
  if (publications.some((publication) => isEvicted(sink, publication))) return undefined;

  let replayed = 0;
  for (const publication of publications) {
    if (!mayReceive(sink, publication.only)) continue;
    const handled = publication.offset === since.offset ? index : undefined;
    replayed += sink.countOf?.(publication, handled) ?? countAfter(publication, handled);
    await sink.send(publication, handled);
  }
  const reached = { epoch, offset: page.offset };
  return { reached, position: formatPosition(reached), replayed };
}

const countAfter = ({ events }: Publication, handled = -1): number =>
  Math.max(0, events.length - handled - 1);
