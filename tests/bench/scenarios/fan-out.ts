import { parseChannelName } from '../../../src/contract/ids.js';
import type { Measure } from '../figures.js';
import type { Pace } from '../load/orders.js';
import { measure, note, type Scenario, type Stage } from '../stage.js';
import { apiKeys } from '../wire.js';

const project = 'bench';

/** Events of a game server to one room that every socket follows. */
export const fanOut = [
  fanOutTo(100, { outstanding: 64, perSecond: 100 }),
  fanOutTo(1000, { outstanding: 16, perSecond: 10 }),
  fanOutTo(5000, { outstanding: 8, perSecond: 2 }),
];

function fanOutTo(
  sockets: number,
  { outstanding, perSecond }: { outstanding: number; perSecond: number },
): Scenario {
  const name = `fan-out-${sockets}`;
  return {
    name,
    async run(stage) {
      const { load, server, options } = stage;
      const room = options.channel;
      await prepareChannel(stage, room);
      await load.connect({ url: server.url, target: stage.name, project, first: 0, count: sockets, room });
      const order = { project, workload: { kind: 'room', room } } as const;
      await load.window({
        url: server.url,
        target: stage.name,
        ...order,
        pace: { outstanding },
        seconds: options.warmupSeconds,
      });

      const saturated = `${outstanding} outstanding`;
      await measurePace(stage, { scenario: name, label: saturated, pace: { outstanding } });
      await measurePace(stage, { scenario: name, label: '1 outstanding', pace: { outstanding: 1 } });
      await measurePace(stage, { scenario: name, label: `${perSecond} a second`, pace: { perSecond } });
    },
  };
}

interface PaceRun {
  readonly scenario: string;
  readonly label: string;
  readonly pace: Pace;
}

async function measurePace(stage: Stage, { scenario, label, pace }: PaceRun): Promise<void> {
  const { options, figures, name } = stage;
  const workload = { kind: 'room', room: options.channel } as const;
  const window = await measure(stage, { project, workload, pace, seconds: options.seconds });
  note(stage, label, window);
  if (!figures.check(`${name} ${scenario} ${label}`, window)) return;

  const add = (measure: Omit<Measure, 'scenario'>, value: number) =>
    figures.add({ scenario, ...measure }, name, value);
  add(
    { name: `${label}: server CPU`, unit: 'µs/delivery', ratio: 1 },
    (window.serverMs * 1000) / window.deliveries,
  );
  if ('outstanding' in pace)
    add({ name: `${label}: rate`, unit: '/s' }, (window.deliveries / window.elapsedMs) * 1000);
  else {
    add({ name: `${label}: p50`, unit: 'ms' }, window.p50Ms);
    add({ name: `${label}: p99`, unit: 'ms' }, window.p99Ms);
  }
}

/** A player's channel exists once the player does. */
async function prepareChannel({ name, server }: Stage, channel: string): Promise<void> {
  const { kind, id } = parseChannelName(channel) ?? {};
  if (name === 'peer' || kind !== 'player') return;
  const response = await fetch(`${server.url}/api/v1/players/${id}`, {
    method: 'PUT',
    headers: { 'X-API-Key': apiKeys[project] ?? '', 'Content-Type': 'application/json' },
    body: JSON.stringify({ displayName: id }),
  });
  if (!response.ok) throw new Error(`Creating ${channel}: ${response.status} ${await response.text()}`);
}
