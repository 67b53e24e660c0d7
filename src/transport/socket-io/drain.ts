import { setTimeout as delay } from 'node:timers/promises';
import type { Namespace } from 'socket.io';
import type { Connections } from './connections.js';
import { closeTransport } from './wire.js';

const STEP_MS = 50;

export interface DrainParts {
  readonly namespaces: readonly Namespace[];
  readonly connections: Connections;
  /** Over how long the connections are closed, ms. */
  readonly spreadMs: number;
}

/**
 * Tells everybody that this node goes down, and closes the transports spread over a while, so that clients reconnect by
 * themselves and not all at once.
 * @returns functions that drop what a client keeps open on its side
 */
export async function drainConnections({
  namespaces,
  connections,
  spreadMs,
}: DrainParts): Promise<(() => void)[]> {
  for (const namespace of namespaces) namespace.local.emit('server_draining', {});
  const waiting = [...connections];
  const steps = Math.max(1, Math.ceil(spreadMs / STEP_MS));
  const perStep = Math.ceil(waiting.length / steps);
  const drops: (() => void)[] = [];
  while (waiting.length > 0) {
    await delay(Math.min(STEP_MS, spreadMs));
    for (const { conn } of waiting.splice(0, perStep)) drops.push(closeTransport(conn));
  }
  return drops;
}
