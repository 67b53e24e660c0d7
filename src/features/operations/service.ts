import type { ProjectId } from '../../contract/ids.js';
import { type Feature, feature } from '../../contract/operation.js';
import { type NodeReport, operationsOperations } from './contract.js';

/** Asks every node about itself and what it serves of a project. */
export type ReadNodes = (
  project: ProjectId,
) => Promise<{ readonly nodes: readonly NodeReport[]; readonly complete: boolean }>;

const MOST_CHANNELS = 100;

/** What operators see of the cluster. */
export const operationsFeature = (readNodes: ReadNodes): Feature =>
  feature(operationsOperations, {
    async listNodes(_, { caller }) {
      const { nodes, complete } = await readNodes(caller.project);
      const byStart = nodes.toSorted((one, other) => one.startedAt - other.startedAt);
      return { nodes: byStart, complete, channels: addUp(nodes) };
    },
  });

function addUp(nodes: readonly NodeReport[]): { channel: string; subscribers: number }[] {
  const total = new Map<string, number>();
  for (const { channels } of nodes) {
    for (const { channel, subscribers } of channels) {
      total.set(channel, (total.get(channel) ?? 0) + subscribers);
    }
  }
  return [...total]
    .map(([channel, subscribers]) => ({ channel, subscribers }))
    .sort((one, other) => other.subscribers - one.subscribers)
    .slice(0, MOST_CHANNELS);
}
