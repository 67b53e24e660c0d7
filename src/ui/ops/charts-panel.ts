import type { Client } from '../../client/index.js';
import { h } from '../shared/element.js';
import { createChart } from './chart.js';
import { type Nodes, type NodeView, pollEveryMs } from './poll-nodes.js';
import { ratesBetween } from './rates.js';

/** Numbers that move, of the whole cluster: publications of the project, and what all nodes track and deliver. */
export function createChartsPanel({
  feed,
  nodes,
}: {
  readonly feed: Client;
  readonly nodes: Nodes;
}): HTMLElement {
  const everyMs = pollEveryMs;
  const charts = {
    events: createChart('Events tracked', { unit: '/s', everyMs }),
    publications: createChart('Publications', { unit: '/s', everyMs }),
    deliveries: createChart('Deliveries', { unit: '/s', everyMs }),
    delay: createChart('Delivery delay, p95', { unit: 'ms', everyMs }),
    connections: createChart('Connections', { unit: '', everyMs }),
  };
  let publications = 0;
  let before: { readonly at: number; readonly nodes: readonly NodeView[] } | undefined;
  feed.on('publication', () => {
    publications += 1;
  });

  nodes.onView((view) => {
    const at = performance.now();
    const seconds = before && (at - before.at) / 1000;
    const rates = view && before && seconds ? ratesBetween(before.nodes, view.nodes, seconds) : undefined;
    charts.events.add(rates?.eventsPerSecond);
    charts.deliveries.add(rates?.deliveriesPerSecond);
    charts.delay.add(rates?.delayMs);
    charts.publications.add(seconds && feed.status === 'online' ? publications / seconds : undefined);
    charts.connections.add(view?.nodes.reduce((sum, { connections }) => sum + connections, 0));
    publications = 0;
    before = view && { at, nodes: view.nodes };
  });
  return h(
    'section',
    { class: 'charts', 'aria-label': 'The whole cluster, lately' },
    ...Object.values(charts).map(({ root }) => root),
  );
}
