import type { Server } from 'socket.io';
import type { ProjectId } from '../../contract/ids.js';
import type { NodeReport } from '../../features/operations/contract.js';
import type { NodeState } from './node-state.js';
import { roomName } from './packets.js';

/** What the Socket.IO side of a node knows about itself. */
export type SocketReport = Pick<NodeReport, 'node' | 'connections' | 'players' | 'channels'>;

export interface NodeReports {
  readonly nodes: readonly NodeReport[];
  /** Whether every node answered. */
  readonly complete: boolean;
}

/** The name under which nodes ask each other. */
const QUESTION = 'fanfare:report';
const MOST_CHANNELS = 100;

/** How long the others may take to answer, ms. */
const PATIENCE_MS = 2_000;

export interface ReportParts {
  /** There are no other nodes: without Redis the adapter cannot send. */
  readonly isAlone: boolean;
  /** Whether the others cannot be asked now, because Redis is away. */
  readonly isCutOff: () => boolean;
  readonly report: (project: ProjectId) => Promise<NodeReport>;
}

/** Lets nodes ask each other how they are; one that does not answer in time is missing. */
export function connectReports(
  io: Server,
  { isAlone, isCutOff, report }: ReportParts,
): (project: ProjectId) => Promise<NodeReports> {
  io.on(QUESTION, (project: ProjectId, answer: (report: NodeReport) => void) => {
    // Whoever asked counts a node without answer as missing.
    report(project).then(answer, () => {});
  });

  return async (project) => {
    const own = await report(project);
    if (isAlone || isCutOff()) return { nodes: [own], complete: isAlone };
    return new Promise((resolve) => {
      // Without Redis the adapter would never call back.
      const timer = setTimeout(() => resolve({ nodes: [own], complete: false }), PATIENCE_MS);
      io.serverSideEmit(QUESTION, project, (error: Error | null, others: readonly NodeReport[] = []) => {
        clearTimeout(timer);
        resolve({ nodes: [own, ...others], complete: error === null });
      });
    });
  };
}

/** This node's connections and the audience of a project's channels. */
export function reportSockets(io: Server, state: NodeState, project: ProjectId): SocketReport {
  const subscribers = new Map<string, number>();
  const prefix = roomName(project, '');
  for (const namespace of io._nsps.values()) {
    for (const [room, sockets] of namespace.adapter.rooms) {
      if (!room.startsWith(prefix)) continue;
      const channel = room.slice(prefix.length);
      subscribers.set(channel, (subscribers.get(channel) ?? 0) + sockets.size);
    }
  }
  const players = new Set<string>();
  for (const caller of state.players.online()) if (caller.project === project) players.add(caller.playerId);
  return {
    node: state.node,
    connections: io.engine.clientsCount,
    players: players.size,
    channels: [...subscribers]
      .map(([channel, count]) => ({ channel, subscribers: count }))
      .sort((one, other) => other.subscribers - one.subscribers)
      .slice(0, MOST_CHANNELS),
  };
}
