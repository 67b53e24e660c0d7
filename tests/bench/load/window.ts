import type { Audience } from './audience.js';
import type { Window, WindowOrder } from './orders.js';
import { type Counters, keepPace, Publisher } from './publisher.js';
import { Tally } from './tally.js';

const GIVE_UP_MS = 5_000;

/** Publishes for the time of the order and reports what arrived of it. */
export async function runWindow(order: WindowOrder, audience: Audience, counters: Counters): Promise<Window> {
  const tally = new Tally();
  audience.tally = tally;
  const publisher = new Publisher(order, audience, tally, counters);
  const startedAt = performance.now();
  const startedCpu = process.cpuUsage();

  await Promise.race([
    keepPace(order.pace, order.seconds, (onDone) => publisher.send(onDone)),
    untilSilent(order.seconds, tally),
  ]);

  const elapsedMs = performance.now() - startedAt;
  const { user, system } = process.cpuUsage(startedCpu);
  publisher.close();
  return {
    events: publisher.events,
    deliveries: tally.deliveries,
    elapsedMs,
    lost: tally.lost,
    duplicated: tally.duplicated,
    disordered: audience.disordered,
    refused: tally.refused,
    closed: audience.closed,
    p50Ms: tally.latencies.quantile(0.5),
    p99Ms: tally.latencies.quantile(0.99),
    busy: (user + system) / 1000 / elapsedMs,
  };
}

/** Resolves when the window is over and nothing has arrived any more for 5 s: what is missing then is lost. */
async function untilSilent(seconds: number, tally: Tally): Promise<void> {
  const pause = (ms: number) => new Promise((resolve) => setTimeout(resolve, ms).unref());
  await pause(seconds * 1000);
  for (let before = -1; before !== tally.deliveries; ) {
    before = tally.deliveries;
    await pause(GIVE_UP_MS);
  }
}
