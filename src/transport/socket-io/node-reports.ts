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

/**
 * Lets nodes ask each other how they are.
 * @param isAlone - there are no other nodes: without Redis the adapter cannot send
 */
export function connectReports(
  io: Server,
  { isAlone, report }: { readonly isAlone: boolean; readonly report: (project: ProjectId) => NodeReport },
): (project: ProjectId) => Promise<NodeReports> {
  io.on(QUESTION, (project: ProjectId, answer: (report: NodeReport) => void) => answer(report(project)));

  return async (project) => {
    const own = report(project);
    if (isAlone) return { nodes: [own], complete: true };
    return new Promise((resolve) => {
      io.serverSideEmit(QUESTION, project, (error: Error | null, others: readonly NodeReport[] = []) =>
        resolve({ nodes: [own, ...others], complete: error === null }),
      );
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
