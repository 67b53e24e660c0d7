import type { Codec } from '../../commit/decision.js';
import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import { Unavailable } from '../../engine/engine.js';
import type { Entry, EntryConsumer, EntrySource } from '../../engine/entries.js';
import type { Deps } from '../deps.js';
import { findStream, streamChannel } from './access.js';
import { readEntry } from './entry.js';
import { planPublications } from './publish.js';
import { advance, type Versions } from './versions.js';

const versionsCodec: Codec<Versions> = {
  encode: (versions) => JSON.stringify(versions),
  // Only this feature writes states of streams.
  decode: (text) => JSON.parse(text) as Versions,
};

/**
 * Publishes the entries of the Redis Streams in `STREAM_CONSUMERS` on streams of a project, as one consumer of all nodes.
 * @throws Error when there is no project they could belong to
 */
export function consumeStreams(
  deps: Deps,
  source: EntrySource,
  project: ProjectId | undefined,
): EntryConsumer {
  const { config, observe } = deps;
  const logs = config.STREAM_CONSUMERS ?? [];
  if (logs.length > 0 && project === undefined) throw new Error('STREAM_CONSUMERS needs PUBLIC_PROJECT');
  const handler = {
    async apply(log: string, entry: Entry) {
      const isNewer = await applyEntry(deps, { project: project ?? '', log, entry });
      observe.metrics.streamEntries.inc({ outcome: isNewer ? 'applied' : 'dropped' });
    },
    isPassing: (error: unknown) =>
      error instanceof Unavailable || (error instanceof AppError && error.code === 'UNAVAILABLE'),
    onDead(log: string, { id }: Entry, error: unknown) {
      observe.metrics.streamEntries.inc({ outcome: 'dead' });
      observe.log.warn({ err: error, log, id }, 'entry set aside');
    },
  };
  return source.consume(logs, handler, config.STREAM_CLAIM_SECONDS * 1000);
}

interface EntryPlace {
  readonly project: ProjectId;
  readonly log: string;
  readonly entry: Entry;
}

/**
 * Publishes one entry, once however often it comes.
 * @returns false when its version is not newer than what is there
 * @throws AppError VALIDATION_ERROR | STREAM_NOT_FOUND | UNAVAILABLE
 */
export async function applyEntry(deps: Deps, { project, log, entry }: EntryPlace): Promise<boolean> {
  const { streamId, publication, versioned } = readEntry(entry);
  const at = Date.now();
  const once = { key: `entry:${log}:${entry.id}`, fingerprint: entry.id };
  const target = { project, channel: streamChannel(streamId), at, once };
  const stream = findStream(deps.definitions.current(project), streamId);
  const planned = planPublications(stream, [publication], at);
  if (!versioned) return (await deps.append(target, { ...planned, result: true })).result;

  const { result } = await deps.transact(
    { ...target, codec: versionsCodec },
    (versions: Versions | undefined) => {
      const next = advance(versions, versioned);
      return next ? { ...planned, state: next, result: true } : { events: [], result: false };
    },
  );
  return result;
}
