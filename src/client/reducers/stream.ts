import type { Reducer, StreamState } from '../states.js';

const KEPT_VALUES = 100;

type Publication = StreamState['latest'][number];

/** The newest publication of each combination of keys. */
export const streamReducer: Reducer<'stream'> = {
  begin: (snapshot) => ({
    // The server sends this shape to subscribers of streams.
    latest: (snapshot as StreamState).latest,
  }),
  events: {
    stream_publication: ({ latest }, { streamId: _, position: __, ...publication }) => {
      const slot = slotOf(publication);
      const others = latest.filter((known) => slotOf(known) !== slot);
      return { latest: [...others, publication].slice(-KEPT_VALUES) };
    },
  },
};

const slotOf = ({ type, keys = {} }: Publication): string =>
  JSON.stringify([type, ...Object.entries(keys).sort(([one], [other]) => (one < other ? -1 : 1))]);
