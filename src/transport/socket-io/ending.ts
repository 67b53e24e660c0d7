import { setTimeout as delay } from 'node:timers/promises';
import type { Namespace, Server } from 'socket.io';
import type { NodeState } from './node-state.js';
import type { RoomWriter } from './room-writer.js';
import { closeTransport } from './wire.js';

export interface EndingParts {
  readonly io: Server;
  readonly namespaces: readonly Namespace[];
  readonly state: NodeState;
  readonly writers: readonly RoomWriter[];
  /** Over how long the connections are closed, ms. */
  readonly spreadMs: number;
}

/** How the Socket.IO side of a node ends. */
export interface Ending {
  /**
   * Tells everybody that this node goes down, and closes the transports spread over a while: clients reconnect by
   * themselves, and not all at once.
   */
  drain(): Promise<void>;
  /** Closes what is left, the transports first, then what they use. */
  close(): Promise<void>;
}

const STEP_MS = 50;

export function createEnding({ io, namespaces, state, writers, spreadMs }: EndingParts): Ending {
  const { connections, presence } = state;
  /** Drop what clients keep open on their side. */
  const drops: (() => void)[] = [];

  return {
    async drain() {
      for (const namespace of namespaces) namespace.local.emit('server_draining', {});
      const waiting = [...connections];
      const steps = Math.max(1, Math.ceil(spreadMs / STEP_MS));
      const perStep = Math.ceil(waiting.length / steps);
      while (waiting.length > 0) {
        await delay(Math.min(STEP_MS, spreadMs));
        for (const { conn } of waiting.splice(0, perStep)) drops.push(closeTransport(conn));
      }
    },

    async close() {
      for (const writer of writers) writer.flushAll();
      for (const { conn } of [...connections]) drops.push(closeTransport(conn));
      io.engine.close();
      for (const drop of drops) drop();
      await presence.close();
      for (const namespace of namespaces) await namespace.adapter.close();
    },
  };
}
