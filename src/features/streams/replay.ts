import { invalid } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import { formatPosition } from '../../contract/position.js';
import { decodePublication, type Publication, type RawPublication } from '../../contract/publication.js';
import type { Channels } from '../../engine/engine.js';
import { streamChannel } from './access.js';
import { STREAM_EVENT, type StreamPublication } from './contract.js';
import type { StreamDefinition } from './definition.js';
import { type KeyFilter, passes } from './filter.js';
import { parsePublication } from './latest.js';

export interface ReplayOrder {
  readonly project: ProjectId;
  readonly stream: StreamDefinition;
  readonly filter?: KeyFilter | undefined;
  /** Unix ms, inclusive. */
  readonly from?: number | undefined;
  readonly to?: number | undefined;
  readonly limit: number;
  readonly cursor?: string | undefined;
}

export interface ReplayPage {
  /** Oldest first. */
  readonly publications: readonly StreamPublication[];
  /** Where to go on; undefined at the end of the history. */
  readonly next: string | undefined;
}

/** Commits looked at for one page; what is sparse is paged through in more calls. */
const MAX_SCANNED = 5_000;
const PAGE = 300;

/** Reads a stream's history from its beginning, a time or a cursor on; finding a time costs O(log history) reads. */
export async function replayStream(channels: Channels, order: ReplayOrder): Promise<ReplayPage> {
  const { project, stream, limit } = order;
  const history = { channels, project, channel: streamChannel(stream.id) };
  let { offset, index } =
    order.cursor === undefined ? await findStart(history, order.from ?? 0) : readCursor(order.cursor);
  const found: StreamPublication[] = [];
  for (let scanned = 0; scanned < MAX_SCANNED; ) {
    const page = await readAscending(history, offset);
    for (const publication of page) {
      const events = pick(publication, order, publication.offset === offset ? index : 0);
      for (const { at, event } of events) {
        if (found.length === limit) return { publications: found, next: `${publication.offset}.${at}` };
        found.push(event);
      }
    }
    scanned += page.length;
    const last = page.at(-1);
    if (!last) {
      // A cursor may name what is no longer kept.
      const first = scanned === 0 ? (await findStart(history, 0)).offset : 0;
      if (first <= offset) return { publications: found, next: undefined };
      offset = first;
      continue;
    }
    offset = last.offset + 1;
    index = 0;
  }
  return { publications: found, next: `${offset}.0` };
}

interface History {
  readonly channels: Channels;
  readonly project: ProjectId;
  readonly channel: ReturnType<typeof streamChannel>;
}

interface Place {
  readonly offset: number;
  /** Event inside the publication. */
  readonly index: number;
}

function readCursor(cursor: string): Place {
  const [, offset, index] = /^(\d{1,15})\.(\d{1,4})$/.exec(cursor) ?? [];
  if (offset === undefined) throw invalid({ field: 'cursor', message: 'is not a cursor of this list' });
  return { offset: Number(offset), index: Number(index) };
}

/** The first publication kept that was committed at a time or later: what was published then cannot have been committed before. */
async function findStart({ channels, project, channel }: History, from: number): Promise<Place> {
  const { offset: top } = await channels.read(project, channel);
  let low = 1;
  let high = top + 1;
  while (low < high) {
    const middle = Math.floor((low + high) / 2);
    const [raw] = await channels.historyBefore(project, channel, { before: middle + 1, limit: 1 });
    if (raw?.offset === middle && decodePublication(raw).at >= from) high = middle;
    else low = middle + 1;
  }
  return { offset: low, index: 0 };
}

async function readAscending({ channels, project, channel }: History, from: number): Promise<Publication[]> {
  const page = await channels.historyBefore(project, channel, { before: from + PAGE, limit: PAGE });
  return page
    .filter(({ offset }) => offset >= from)
    .reverse()
    .map((raw: RawPublication) => decodePublication(raw));
}

function pick(
  publication: Publication,
  { filter, from = 0, to = Number.MAX_SAFE_INTEGER }: ReplayOrder,
  first: number,
): { readonly at: number; readonly event: StreamPublication }[] {
  const { epoch, offset, events } = publication;
  return events.flatMap(({ name, json }, at) => {
    if (at < first || name !== STREAM_EVENT) return [];
    const position = at === events.length - 1 ? { epoch, offset } : { epoch, offset, index: at };
    const event = parsePublication(json, formatPosition(position));
    return passes(filter, event) && event.at >= from && event.at <= to ? [{ at, event }] : [];
  });
}
