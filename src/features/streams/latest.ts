import type { ProjectId } from '../../contract/ids.js';
import { formatPosition, type Position } from '../../contract/position.js';
import type { Channels } from '../../engine/engine.js';
import { streamChannel } from './access.js';
import type { StreamPublication } from './contract.js';
import type { StreamDefinition } from './definition.js';
import { type Keyed, type KeyFilter, passes } from './filter.js';

/** Latest values as of one position. */
export interface Latest {
  readonly position: Position;
  /** The one published last at the end. */
  readonly values: readonly StreamPublication[];
}

export interface LatestOrder {
  readonly project: ProjectId;
  readonly stream: StreamDefinition;
  readonly filter?: KeyFilter | undefined;
  /** Values at most, the newest ones. */
  readonly limit: number;
}

/** Filters that leave a key open are answered from so many of the values replaced last. */
const SEARCHED = 1_000;

/** The values of the declared keys in their order: what the latest value is kept by. */
export const latestKey = ({ keys: declared }: StreamDefinition, { keys }: Keyed): string =>
  declared.map(({ name }) => keys?.[name] ?? '').join('\n');

/** Reads the latest value per key and the position they are of, at one instant. */
export async function readLatest(channels: Channels, order: LatestOrder): Promise<Latest> {
  const { project, stream, filter, limit } = order;
  const keys = filter && combinations(stream, filter);
  const query = keys ? { keys } : { newest: filter ? SEARCHED : limit };
  const { epoch, offset, values } = await channels.latest(project, streamChannel(stream.id), query);
  const publications: StreamPublication[] = [];
  for (const { text, offset: publishedAt } of values) {
    if (publications.length === limit) break;
    const publication = parsePublication(text, formatPosition({ epoch, offset: publishedAt }));
    if (passes(filter, publication)) publications.push(publication);
  }
  return { position: { epoch, offset }, values: publications.reverse() };
}

/** Reads an event's fields as a publication. */
export function parsePublication(json: string, position: string): StreamPublication {
  // Only this feature writes events of this kind.
  const { streamId: _, ...publication } = JSON.parse(json) as StreamPublication & { streamId: string };
  return { ...publication, position };
}

/** Every key a filter picks; undefined when it leaves one open or that would be too many. */
function combinations({ keys }: StreamDefinition, filter: KeyFilter): string[] | undefined {
  let found: string[][] = [[]];
  for (const { name } of keys) {
    const values = filter.get(name);
    if (!values || found.length * values.size > SEARCHED) return undefined;
    found = found.flatMap((before) => [...values].map((value) => [...before, value]));
  }
  return found.map((values) => values.join('\n'));
}
