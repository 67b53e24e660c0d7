import { type Feature, feature, type Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { admitReader, findStream, streamChannel } from './access.js';
import { MAX_BATCH, type NewPublication, streamOperations } from './contract.js';
import { readFilter } from './filter.js';
import { planPublications } from './publish.js';
import { replayStream } from './replay.js';

/** Publishing on streams and reading what was published. */
export const streamsFeature = (deps: Deps): Feature => feature(streamOperations, streamHandlers(deps));

const streamHandlers = ({ channels, definitions, append }: Deps): Handlers<typeof streamOperations> => ({
  async publish(input, context) {
    const { streamId, publications, ...one } = input;
    const { caller, at } = context;
    const { project } = caller;
    const stream = findStream(definitions.current(project), streamId);
    // The input schema lets one publication through, or a list.
    const planned = planPublications(stream, publications ?? [one as NewPublication], at);
    const place = {
      project,
      channel: streamChannel(streamId),
      at,
      ...onceOf('publishOnStream', context, input),
    };
    const result = { streamId, accepted: publications?.length ?? 1, at };
    return (await append(place, { ...planned, result })).result;
  },

  async replay({ streamId, key, ...range }, { caller }) {
    const stream = admitReader(definitions.current(caller.project), streamId, caller);
    const filter = key === undefined ? undefined : readFilter(stream, keysOfQuery(key));
    const { publications, next } = await replayStream(channels, {
      project: caller.project,
      stream,
      filter,
      ...range,
    });
    return { publications: [...publications], nextCursor: next ?? null };
  },
});

/** `crash`, `game=crash` or `game=crash,game=double,type=multiplier`. */
function keysOfQuery(text: string): readonly string[] | Readonly<Record<string, readonly string[]>> {
  const parts = text.split(',', MAX_BATCH);
  if (!parts.some((part) => part.includes('='))) return parts;
  const keys = new Map<string, string[]>();
  for (const part of parts) {
    const [name = '', ...value] = part.split('=');
    keys.set(name, [...(keys.get(name) ?? []), value.join('=')]);
  }
  return Object.fromEntries(keys);
}
