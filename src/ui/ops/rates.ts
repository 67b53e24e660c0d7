import type { NodeView } from './poll-nodes.js';

/** What the cluster does now. */
export interface Rates {
  readonly eventsPerSecond: number;
  readonly deliveriesPerSecond: number;
  /** The 95th percentile from commit to hand-over, an upper bound; undefined when nothing was delivered. */
  readonly delayMs: number | undefined;
}

interface Growth {
  readonly events: number;
  readonly deliveries: number;
  readonly delays: ReadonlyMap<number, number>;
}

/** Of all nodes that were there before, from what their counters have grown by since. */
export function ratesBetween(
  before: readonly NodeView[],
  after: readonly NodeView[],
  seconds: number,
): Rates {
  const known = new Map(before.map((node) => [node.node, node]));
  const grown = after.flatMap((node) => growthOf(known.get(node.node), node) ?? []);
  const sum = (numbers: readonly number[]): number => numbers.reduce((total, each) => total + each, 0);
  return {
    eventsPerSecond: sum(grown.map(({ events }) => events)) / seconds,
    deliveriesPerSecond: sum(grown.map(({ deliveries }) => deliveries)) / seconds,
    delayMs: percentile95(grown.map(({ delays }) => delays)),
  };
}

/** Undefined for a node that is new, or of a version that does not count yet. */
function growthOf(before: NodeView | undefined, after: NodeView): Growth | undefined {
  if (!before?.counters || !after.counters) return undefined;
  const { counters: old } = before;
  const { events, deliveries, delays } = after.counters;
  return {
    events: events - old.events,
    deliveries: deliveries - old.deliveries,
    delays: new Map(
      delays.map(({ upToSeconds, count }, index) => [
        upToSeconds ?? Number.POSITIVE_INFINITY,
        count - (old.delays[index]?.count ?? 0),
      ]),
    ),
  };
}

function percentile95(delays: readonly ReadonlyMap<number, number>[]): number | undefined {
  const counts = new Map<number, number>();
  for (const ofNode of delays) {
    for (const [upTo, count] of ofNode) counts.set(upTo, (counts.get(upTo) ?? 0) + count);
  }
  const total = counts.get(Number.POSITIVE_INFINITY) ?? 0;
  if (total <= 0) return undefined;
  const bounds = [...counts].sort(([one], [other]) => one - other);
  const [upTo] = bounds.find(([, count]) => count >= total * 0.95) ?? [Number.POSITIVE_INFINITY];
  return 1_000 * Math.min(upTo, bounds.at(-2)?.[0] ?? upTo);
}
