import { setTimeout as pause } from 'node:timers/promises';
import type { Measure } from '../figures.js';
import { measure, note, type Scenario, type Stage } from '../stage.js';

const PLAYERS = 2000;
const project = 'bench';
const workload = { kind: 'players', eventType: 'plain', players: PLAYERS, batch: 1 } as const;
const pace = { outstanding: 64 } as const;

/** Two nodes on one Redis; all events enter through the first. */
export const twoNodes: readonly Scenario[] = [
  { name: 'two-nodes-split', nodes: 2, run: runSplit },
  { name: 'two-nodes-idle', nodes: 2, run: runIdle },
];

async function runSplit(stage: Stage): Promise<void> {
  const { load, server, other, name } = stage;
  const half = PLAYERS / 2;
  await load.connect({ url: server.url, target: name, project, first: 0, count: half });
  await load.connect({ url: other?.url ?? '', target: name, project, first: half, count: half });
  await measureNodes(stage, 'two-nodes-split', {});
}

async function runIdle(stage: Stage): Promise<void> {
  const { load, server, other, name, options, figures } = stage;
  await load.connect({ url: server.url, target: name, project, first: 0, count: PLAYERS });
  await measureNodes(stage, 'two-nodes-idle', { most: 2 });

  // What a node uses on its own, so that a reader can tell it from what foreign events cost.
  const before = other?.cpuMs() ?? 0;
  await pause(options.seconds * 1000);
  const cpuMs = (other?.cpuMs() ?? 0) - before;
  figures.add(
    { scenario: 'two-nodes-idle', name: 'second node without any event', unit: 'ms/s' },
    name,
    cpuMs / options.seconds,
  );
}

async function measureNodes(stage: Stage, scenario: string, promise: Pick<Measure, 'most'>): Promise<void> {
  const { figures, name, options, load, server } = stage;
  const order = { project, workload, pace };
  await load.window({ url: server.url, target: name, ...order, seconds: options.warmupSeconds });
  const window = await measure(stage, { ...order, seconds: options.seconds });
  note(stage, scenario, window);
  if (!figures.check(`${name} ${scenario}`, window)) return;

  const add = (measure: Omit<Measure, 'scenario'>, value: number) =>
    figures.add({ scenario, ...measure }, name, value);
  add({ name: 'first node CPU', unit: 's/million events' }, (window.serverMs * 1000) / window.events);
  add(
    { name: 'second node CPU', unit: 's/million events', ...promise },
    (window.otherMs * 1000) / window.events,
  );
}
