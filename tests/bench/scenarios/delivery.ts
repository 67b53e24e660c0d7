import type { Measure } from '../figures.js';
import type { Pace, Workload } from '../load/orders.js';
import { measure, note, type Stage } from '../stage.js';

export interface DeliveryRun {
  readonly scenario: string;
  readonly label: string;
  readonly project: string;
  readonly workload: Workload;
  readonly pace: Pace;
  /** Largest ratio of the CPU per delivery that is promised. */
  readonly ratio: number;
}

/** Measures one window of events that go to whole rooms, by what each delivery costs and how long it takes. */
export async function measureDelivery(stage: Stage, run: DeliveryRun): Promise<void> {
  const { options, figures, name } = stage;
  const { scenario, label, pace, ratio, ...order } = run;
  const window = await measure(stage, { ...order, pace, seconds: options.seconds });
  note(stage, label, window);
  if (!figures.check(`${name} ${scenario} ${label}`, window)) return;

  const add = (measure: Omit<Measure, 'scenario'>, value: number) =>
    figures.add({ scenario, ...measure }, name, value);
  add(
    { name: `${label}: server CPU`, unit: 'µs/delivery', ratio },
    (window.serverMs * 1000) / window.deliveries,
  );
  if ('outstanding' in pace)
    add({ name: `${label}: rate`, unit: '/s' }, (window.deliveries / window.elapsedMs) * 1000);
  else {
    add({ name: `${label}: p50`, unit: 'ms' }, window.p50Ms);
    add({ name: `${label}: p99`, unit: 'ms' }, window.p99Ms);
  }
}
