import type { Server } from 'socket.io';
import type { ProjectId } from '../../contract/ids.js';
import type { NodeFacts } from '../node-facts.js';
import { createEnding } from './ending.js';
import { allNamespaces, type MountParts, mountNamespaces } from './mount.js';
import { namespaces } from './namespaces.js';
import { connectNodes, type ToldEvent, type UnkeptEvent } from './node-calls.js';
import { connectReports, type NodeReports, reportSockets } from './node-reports.js';
import { performNodeCall } from './node-sockets.js';
import { createNodeState, type NodeStateParts } from './node-state.js';
import { roomName } from './packets.js';
import { recheckTokens } from './recheck.js';
import type { Revocation } from './revoked-lately.js';
import { createServer, type ServerParts } from './server.js';
import { sweep } from './sweep.js';

export type SocketParts = ServerParts &
  MountParts &
  NodeStateParts & {
    /** Told on every node when tokens were revoked, for connections of other kinds. */
    readonly onRevoked?: (project: ProjectId, revocation: Revocation) => void;
    readonly nodeFacts: () => Promise<NodeFacts>;
  };

/** The Socket.IO side of a node. */
export interface Sockets {
  readonly io: Server;
  /** Open transport connections. */
  connectionsCount(): number;
  /** Closes sockets of revoked tokens on every node. The revocation must be in the store already. */
  disconnectRevoked(project: ProjectId, revocation: Revocation): void;
  /**
   * Emits an event that is not kept to all sockets of a project, or to the subscribers of some channels, on every node;
   * best-effort.
   */
  broadcastUnkept(project: ProjectId, event: UnkeptEvent, to?: readonly string[]): void;
  /** Emits an event that is not kept to a channel's subscribers on every node, but not to one player's sockets; best-effort. */
  tellOthers(project: ProjectId, told: ToldEvent): void;
  /** Asks every node how it is and what it serves of a project. */
  readNodes(project: ProjectId): Promise<NodeReports>;
  /** Sends clients elsewhere: tells them, then closes their transports spread over `DRAIN_SECONDS`. */
  drain(): Promise<void>;
  /** Closes what is left. The HTTP server, the hub, the engine and the adapter's clients are the caller's to close, after this. */
  close(): Promise<void>;
}

const SWEEP_MS = 1_000;

/** Serves contract section 4 on an HTTP server that has its request listener already. */
export function createSockets(parts: SocketParts): Sockets {
  const { config, observe, engine, adapter, authenticator } = parts;
  const { metrics } = observe;
  const io = createServer(parts);
  const state = createNodeState(parts);
  const writers = mountNamespaces(io, parts, state);
  const all = allNamespaces.map((name) => io.of(name));
  const callAll = connectNodes(io, {
    isAlone: adapter === undefined,
    perform: (call) => {
      performNodeCall({ ...state, io, metrics }, call);
      if (call.do === 'disconnect') parts.onRevoked?.(call.project, call.revocation);
    },
  });
  const readNodes = connectReports(io, {
    isAlone: adapter === undefined,
    isCutOff: () => !engine.isUp(),
    report: async (project) => ({ ...(await parts.nodeFacts()), ...reportSockets(io, state, project) }),
  });
  engine.onUpDown((up) => {
    for (const namespace of all) namespace.local.emit(up ? 'restored' : 'degraded', {});
    if (!up) return;
    state.presence.noteAll();
    void recheckTokens({ ...state, metrics, authenticator });
  });
  const sweeping = setInterval(() => sweep(Date.now(), { ...state, metrics }), SWEEP_MS).unref();
  const spreadMs = config.DRAIN_SECONDS * 1000;
  const { drain, close } = createEnding({ io, namespaces: all, state, writers, spreadMs });

  return {
    io,
    connectionsCount: () => io.engine.clientsCount,
    disconnectRevoked: (project, revocation) => callAll({ do: 'disconnect', project, revocation }),
    broadcastUnkept: (project, event, to) => {
      if (to) emitToChannels(io, project, { event, to });
      else callAll({ do: 'announce', project, event });
    },
    readNodes,
    tellOthers: (project, told) => callAll({ do: 'tellOthers', project, told }),
    drain,
    close: () => {
      clearInterval(sweeping);
      return close();
    },
  };
}

/** Emits to the rooms of channels, in each namespace that serves some of them. */
function emitToChannels(
  io: Server,
  project: ProjectId,
  { event, to }: { readonly event: UnkeptEvent; readonly to: readonly string[] },
): void {
  for (const [namespace, only] of Object.entries(namespaces)) {
    const served = to.filter((channel) => only === undefined || channel.startsWith(`${only}:`));
    if (served.length === 0) continue;
    const rooms = served.map((channel) => roomName(project, channel));
    io.of(namespace).to(rooms).emit(event.name, event.fields);
  }
}
