import type { Change } from '../../engine/engine.js';
import { streamChannel } from './access.js';
import type { StreamDefinition } from './definition.js';
import { retentionOf } from './publish.js';

/** Streams before and after a change of the definitions. */
export interface RedefinedStreams {
  readonly before: readonly StreamDefinition[];
  readonly after: readonly StreamDefinition[];
  /** Unix ms. */
  readonly at: number;
}

/**
 * The changes that end all subscriptions to streams that are no longer public, or no longer there; for the commit that makes
 * them so. Who has a grant for one subscribes again: only tokens know of grants.
 */
export function closeStreams({ before, after, at }: RedefinedStreams): Change[] {
  const streams = new Map(after.map((stream) => [stream.id, stream]));
  return before.flatMap((old) => {
    const now = streams.get(old.id);
    if (now && (now.public || !old.public)) return [];
    const publication = { at, events: [], stay: [] };
    return { channel: streamChannel(old.id), publication, keep: retentionOf(now ?? old) };
  });
}
