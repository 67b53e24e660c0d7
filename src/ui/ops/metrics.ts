/** What of `/metrics` is charted: counters since the node's start. */
export interface Counters {
  readonly events: number;
  readonly deliveries: number;
  /** Hand-overs by how long they took at most, seconds; cumulative. */
  readonly latency: readonly { readonly le: number; readonly count: number }[];
}

/** Reads the node's metrics; undefined when they ask for a token of their own. */
export async function readCounters(): Promise<Counters | undefined> {
  const response = await fetch('/metrics').catch(() => undefined);
  if (!response?.ok) return undefined;
  const text = await response.text();
  const sum = (name: string): number =>
    [...text.matchAll(new RegExp(`^${name}(?:\\{[^}]*\\})? (\\S+)$`, 'gm'))].reduce(
      (total, [, value]) => total + Number(value),
      0,
    );
  const buckets = text.matchAll(/^fanfare_commit_to_deliver_seconds_bucket\{le="([^"]+)"\} (\S+)$/gm);
  return {
    events: sum('fanfare_events_total'),
    deliveries: sum('fanfare_deliveries_total'),
    latency: [...buckets].map(([, le, count]) => ({
      le: le === '+Inf' ? Number.POSITIVE_INFINITY : Number(le),
      count: Number(count),
    })),
  };
}

/** The 95th percentile of what was handed over between two readings, ms; an upper bound, undefined when nothing was. */
export function latencyBetween(before: Counters, after: Counters): number | undefined {
  const grown = after.latency.map(({ le, count }, index) => ({
    le,
    count: count - (before.latency[index]?.count ?? 0),
  }));
  const total = grown.at(-1)?.count ?? 0;
  if (total <= 0) return undefined;
  const bucket = grown.find(({ count }) => count >= total * 0.95);
  return bucket && Number.isFinite(bucket.le) ? bucket.le * 1000 : 1_000;
}
