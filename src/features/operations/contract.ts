import { z } from 'zod';
import { Milliseconds } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';

const Count = z.number().int();

const RecentError = z.object({ at: Milliseconds, level: z.string(), message: z.string() });

const Counters = z
  .object({
    events: Count.describe('Tracked'),
    deliveries: Count.describe('Events written to connections'),
    delays: z
      .array(z.object({ upToSeconds: z.number().nullable(), count: Count }))
      .describe('Publications by the time from commit to hand-over, cumulative; null: however long it took'),
  })
  .describe('Since the start, of all projects, as in `/metrics`');
export type Counters = z.output<typeof Counters>;

/** What one node says about itself. */
export const NodeReport = z
  .object({
    node: z.string().describe('Random per start'),
    startedAt: Milliseconds,
    version: z.string(),
    engine: z.enum(['memory', 'redis']),
    ready: z.boolean(),
    connections: Count.describe('Socket.IO connections, of all projects'),
    players: Count.describe('Players of this project with a connection to this node'),
    memoryBytes: Count,
    cpuSeconds: z.number().describe('Used since the start, by the process'),
    counters: Counters,
    channels: z
      .array(z.object({ channel: z.string(), subscribers: Count }))
      .describe('Channels of this project by audience on this node, the largest first, at most 100'),
    recentErrors: z.array(RecentError).describe('Newest first'),
  })
  .meta({ id: 'NodeReport' });
export type NodeReport = z.output<typeof NodeReport>;

export const operationsOperations = {
  listNodes: operation({
    summary: 'Every node with its connections, audience and recent errors',
    description:
      'Asks all nodes; one that does not answer in time is missing, and `complete` says so. Subscribers are counted per node and added up.',
    http: 'GET /admin/nodes',
    caller: 'key',
    scope: 'admin',
    input: z.strictObject({}),
    output: z.object({
      nodes: z.array(NodeReport),
      complete: z.boolean(),
      channels: z.array(z.object({ channel: z.string(), subscribers: Count })),
    }),
    tag: 'Admin',
  }),
};
