import type { Measure } from '../figures.js';
import type { Pace } from '../load/orders.js';
import { measure, note, type Scenario, type Stage } from '../stage.js';

const PLAYERS = 2000;

/** Events of single players, each of whom follows an own channel: ours decides and stores, the peer only relays. */
export const unicast: readonly Scenario[] = [
  unicastOf({ name: 'unicast', project: 'bench', eventType: 'plain', promised: true }),
  unicastOf({ name: 'unicast-demo', project: 'game', eventType: 'match_lost', promised: false }),
];

interface Kind {
  readonly name: string;
  readonly project: string;
  readonly eventType: string;
  readonly promised: boolean;
}

interface Run {
  readonly label: string;
  readonly batch: number;
  readonly pace: Pace;
  readonly ratio?: number;
}

const runs: readonly Run[] = [
  { label: 'single, 64 outstanding', batch: 1, pace: { outstanding: 64 }, ratio: 1.3 },
  { label: 'single, 1000 a second', batch: 1, pace: { perSecond: 1000 } },
  { label: 'batch of 100, 8 outstanding', batch: 100, pace: { outstanding: 8 }, ratio: 1 },
  { label: 'batch of 100, 20 a second', batch: 100, pace: { perSecond: 20 } },
];

function unicastOf(kind: Kind): Scenario {
  return {
    name: kind.name,
    async run(stage) {
      const { load, server, name } = stage;
      const { project } = kind;
      await load.connect({ url: server.url, target: name, project, first: 0, count: PLAYERS });
      for (const run of runs) {
        if ('outstanding' in run.pace) await warmUp(stage, kind, run);
        await measureRun(stage, kind, run);
      }
    },
  };
}

const workloadOf = ({ eventType }: Kind, { batch }: Run) =>
  ({ kind: 'players', eventType, players: PLAYERS, batch }) as const;

async function warmUp({ load, server, name, options }: Stage, kind: Kind, run: Run): Promise<void> {
  await load.window({
    url: server.url,
    target: name,
    project: kind.project,
    workload: workloadOf(kind, run),
    pace: run.pace,
    seconds: options.warmupSeconds,
  });
}

async function measureRun(stage: Stage, kind: Kind, { ratio, ...run }: Run): Promise<void> {
  const { figures, name, options } = stage;
  const { project } = kind;
  const window = await measure(stage, {
    project,
    workload: workloadOf(kind, run),
    pace: run.pace,
    seconds: options.seconds,
  });
  note(stage, run.label, window);
  if (!figures.check(`${name} ${kind.name} ${run.label}`, window)) return;

  const add = (measure: Omit<Measure, 'scenario'>, value: number) =>
    figures.add({ scenario: kind.name, ...measure, name: `${run.label}: ${measure.name}` }, name, value);
  if ('perSecond' in run.pace) {
    add({ name: 'p50', unit: 'ms' }, window.p50Ms);
    add({ name: 'p99', unit: 'ms' }, window.p99Ms);
    return;
  }
  const promise = kind.promised && ratio !== undefined ? { ratio } : {};
  add({ name: 'server CPU', unit: 'µs/event', ...promise }, (window.serverMs * 1000) / window.events);
  add({ name: 'Redis CPU', unit: 'µs/event' }, (window.redisMs * 1000) / window.events);
  add({ name: 'rate', unit: '/s' }, (window.events / window.elapsedMs) * 1000);
}
