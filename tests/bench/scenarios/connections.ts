import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from '../figures.js';
import { monotonicMicroseconds, notePart, type Scenario } from '../stage.js';

const SOCKETS = 5000;
const SETTLE_MS = 1500;
const project = 'bench';

/** What it costs to connect: WebSocket handshake, token, namespace, subscription with its answer. */
export const connections: readonly Scenario[] = [
  connecting('connections-one-room', { ratio: 1.2 }, (channel) => ({ rooms: [channel] })),
  connecting('connections-own-channel', { most: 24 }, () => ({})),
];

type Promised = Pick<Measure, 'ratio' | 'most'>;

function connecting(
  name: string,
  memory: Promised,
  place: (channel: string) => { rooms?: readonly string[] },
): Scenario {
  return {
    name,
    async run(stage) {
      const { load, server, options, figures, name: target } = stage;
      const bareKb = server.residentKb();
      const before = server.cpuMs();
      const order = { url: server.url, target, project, first: 0, count: SOCKETS, ...place(options.channel) };
      const from = monotonicMicroseconds();
      const { elapsedMs } = await load.connect(order);
      notePart(stage, { label: name, deliveries: SOCKETS, from, to: monotonicMicroseconds() });
      const cpuMs = (server.cpuMs() - before) / SOCKETS;
      await pause(SETTLE_MS);
      const residentKb = (server.residentKb() - bareKb) / SOCKETS;

      const found = `${(elapsedMs / 1000).toFixed(2)} s, ${cpuMs.toFixed(3)} ms and ${residentKb.toFixed(1)} KB each`;
      process.stdout.write(`  ${target} ${SOCKETS} sockets: ${found}\n`);
      const add = (measure: Omit<Measure, 'scenario'>, value: number) =>
        figures.add({ scenario: name, ...measure }, target, value);
      add({ name: `time for ${SOCKETS}`, unit: 's' }, elapsedMs / 1000);
      add({ name: 'server CPU', unit: 'ms/connection', ratio: 1.3 }, cpuMs);
      add({ name: 'resident memory', unit: 'KB/connection', ...memory }, residentKb);
    },
  };
}
