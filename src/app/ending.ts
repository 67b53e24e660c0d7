import { setTimeout as delay } from 'node:timers/promises';
import type { EntryConsumer } from '../engine/entries.js';
import type { LobbyWatch } from '../features/lobbies/watch.js';
import { createServerEnd } from '../transport/http/server-end.js';
import type { Core } from './core.js';
import type { Front } from './front.js';
import type { Demo } from './open-demo.js';

/** Everything of a node that has to end. */
export interface Running {
  readonly core: Core;
  readonly front: Front;
  readonly watch: LobbyWatch;
  readonly consumer: EntryConsumer | undefined;
  readonly demo: Demo | undefined;
  /** How long the port answers at least, ms. */
  readonly answersForMs: number;
}

/** Sends clients elsewhere, lets what runs finish, and gives everything back; what others rely on goes last. */
export async function endInOrder(running: Running): Promise<void> {
  const { core, front, watch, consumer, demo, answersForMs } = running;
  const { server, sockets, plain, gateways, hub } = front;
  demo?.simulator.close();
  const serverEnd = createServerEnd(server);
  serverEnd.drain();
  await Promise.all([
    consumer?.close(),
    sockets.drain(),
    ...plain.map((each) => each.drain()),
    delay(answersForMs),
  ]);
  const closed = serverEnd.close();
  gateways.close();
  for (const connections of plain) connections.close();
  await sockets.close();
  await closed;
  await watch.close();
  await hub.close();
  await core.definitions.close();
  await core.engine.close();
}
