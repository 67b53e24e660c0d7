import type { NodeReport } from '../features/operations/contract.js';
import type { RecentErrors } from '../recent-errors.js';
import { readVersion } from './docs/version.js';

/** What a node says about itself besides its sockets. */
export type NodeFacts = Omit<NodeReport, 'node' | 'connections' | 'players' | 'channels'>;

export interface NodeFactsParts {
  readonly engine: NodeReport['engine'];
  readonly isReady: () => boolean;
  readonly recentErrors: RecentErrors;
}

/** @returns a function that reads them as they are now */
export function createNodeFacts({ engine, isReady, recentErrors }: NodeFactsParts): () => NodeFacts {
  const startedAt = Date.now();
  const version = readVersion();
  return () => {
    const { user, system } = process.cpuUsage();
    return {
      startedAt,
      version,
      engine,
      ready: isReady(),
      memoryBytes: process.memoryUsage.rss(),
      cpuSeconds: (user + system) / 1_000_000,
      recentErrors: recentErrors.list(),
    };
  };
}
