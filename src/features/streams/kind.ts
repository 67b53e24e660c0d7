import type { ChannelName } from '../../contract/ids.js';
import { type ProjectId, parseChannelName } from '../../contract/ids.js';
import type { SubscribableKind } from '../../hub/channel-kind.js';
import type { ReadView } from '../../hub/sink.js';
import type { Deps } from '../deps.js';
import { admitReader, findStream } from './access.js';
import { filterName, type KeyFilter, readFilter } from './filter.js';
import { FilteredSink, FilterGroup } from './filtered-sink.js';
import { readLatest } from './latest.js';

/** Values a new subscriber gets at most. */
const SNAPSHOT_VALUES = 100;

/** Following a stream: public ones, or any with a grant. */
export function streamKind(deps: Deps): SubscribableKind {
  const groups = new Map<string, FilterGroup>();
  const groupOf = (key: string, filter: KeyFilter): FilterGroup => {
    const group = groups.get(key) ?? new FilterGroup(filter, () => groups.delete(key));
    groups.set(key, group);
    return group;
  };

  return {
    async authorize(caller, id) {
      admitReader(await deps.definitions.settled(caller.project), id, caller);
    },

    async mustExist(project, id) {
      findStream(deps.definitions.current(project), id);
    },

    readView: streamView(deps),

    shape({ project, channel, options }) {
      const stream = findStream(deps.definitions.current(project), parseChannelName(channel)?.id ?? '');
      const filter = readFilter(stream, options.keys);
      if (!filter) return (transport) => transport;
      const readView = streamView(deps, filter);
      const key = `${project}|${channel}|${filterName(filter)}`;
      return (transport) => new FilteredSink({ transport, group: groupOf(key, filter), readView });
    },
  };
}

/** What a new subscriber sees of a stream, or of the part of it a filter picks. */
export const streamView =
  ({ channels, definitions }: Pick<Deps, 'channels' | 'definitions'>, filter?: KeyFilter): ReadView =>
  async (project: ProjectId, channel: ChannelName) => {
    const stream = findStream(definitions.current(project), parseChannelName(channel)?.id ?? '');
    const { position, values } = await readLatest(channels, {
      project,
      stream,
      filter,
      limit: SNAPSHOT_VALUES,
    });
    return { snapshot: { latest: values }, position };
  };
