import type { Client } from '../../client/index.js';
import { h } from '../shared/element.js';
import { createChart } from './chart.js';
import { type Counters, latencyBetween, readCounters } from './metrics.js';
import type { Nodes } from './poll-nodes.js';

const EVERY_MS = 1_000;

/** Numbers that move: publications of the whole project, what this node tracks and delivers, how long that takes. */
export function createChartsPanel({
  feed,
  nodes,
}: {
  readonly feed: Client;
  readonly nodes: Nodes;
}): HTMLElement {
  const charts = {
    publications: createChart('Publications, cluster', '/s'),
    events: createChart('Events tracked, this node', '/s'),
    deliveries: createChart('Deliveries, this node', '/s'),
    latency: createChart('Commit to delivery, p95', 'ms'),
    connections: createChart('Connections, cluster', ''),
  };
  let publications = 0;
  let before: { readonly at: number; readonly counters: Counters } | undefined;
  feed.on('publication', () => {
    publications += 1;
  });
  nodes.onView((view) => {
    if (view) charts.connections.add(view.nodes.reduce((sum, { connections }) => sum + connections, 0));
  });

  const tick = async () => {
    charts.publications.add(publications / (EVERY_MS / 1000));
    publications = 0;
    const counters = await readCounters();
    const at = performance.now();
    if (counters && before) {
      const seconds = (at - before.at) / 1000;
      charts.events.add((counters.events - before.counters.events) / seconds);
      charts.deliveries.add((counters.deliveries - before.counters.deliveries) / seconds);
      charts.latency.add(latencyBetween(before.counters, counters));
    }
    before = counters && { at, counters };
  };
  setInterval(() => void tick(), EVERY_MS);
  return h('div', { class: 'charts' }, ...Object.values(charts).map(({ root }) => root));
}
