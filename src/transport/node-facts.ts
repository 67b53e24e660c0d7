import type { Counters, NodeReport } from '../features/operations/contract.js';
import type { Metrics } from '../observe.js';
import type { RecentErrors } from '../recent-errors.js';
import { readVersion } from './docs/version.js';

/** What a node says about itself besides its sockets. */
export type NodeFacts = Omit<NodeReport, 'node' | 'connections' | 'players' | 'channels'>;

export interface NodeFactsParts {
  readonly engine: NodeReport['engine'];
  readonly isReady: () => boolean;
  readonly recentErrors: RecentErrors;
  readonly metrics: Pick<Metrics, 'events' | 'deliveries' | 'commitToDeliver'>;
}

/** @returns a function that reads them as they are now */
export function createNodeFacts(parts: NodeFactsParts): () => Promise<NodeFacts> {
  const { engine, isReady, recentErrors, metrics } = parts;
  const startedAt = Date.now();
  const version = readVersion();
  return async () => {
    const { user, system } = process.cpuUsage();
    return {
      startedAt,
      version,
      engine,
      ready: isReady(),
      memoryBytes: process.memoryUsage.rss(),
      cpuSeconds: (user + system) / 1_000_000,
      counters: await readCounters(metrics),
      recentErrors: recentErrors.list(),
    };
  };
}

async function readCounters({
  events,
  deliveries,
  commitToDeliver,
}: NodeFactsParts['metrics']): Promise<Counters> {
  const total = ({ values }: { readonly values: readonly { readonly value: number }[] }): number =>
    values.reduce((sum, { value }) => sum + value, 0);
  const { values } = await commitToDeliver.get();
  const buckets = values.filter(({ metricName }) => metricName?.endsWith('_bucket'));
  return {
    events: total(await events.get()),
    deliveries: total(await deliveries.get()),
    delays: buckets.map(({ labels, value }) => ({
      upToSeconds: typeof labels.le === 'number' ? labels.le : null,
      count: value,
    })),
  };
}
