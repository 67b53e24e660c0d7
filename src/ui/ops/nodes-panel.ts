import { fill, h } from '../shared/element.js';
import { number } from '../shared/format.js';
import { createPanel, fault, skeleton } from '../shared/panel.js';
import type { Nodes, NodeView } from './poll-nodes.js';

const MIB = 1_048_576;
const head = ['Node', 'Engine', 'Version', 'Up', 'Connections', 'Players', 'CPU', 'Memory'];

/** Every node of the cluster. */
export function createNodesPanel(nodes: Nodes): HTMLElement {
  const { root, body, side } = createPanel('nodes', 'Nodes');
  fill(body, skeleton(3));
  const cpu = new Map<string, { readonly at: number; readonly seconds: number }>();

  const row = (node: NodeView) => {
    const known = cpu.get(node.node);
    const at = Date.now();
    cpu.set(node.node, { at, seconds: node.cpuSeconds });
    const used = known && ((node.cpuSeconds - known.seconds) / ((at - known.at) / 1000)) * 100;
    const name = h(
      'span',
      {},
      h('i', { class: node.ready ? 'dot good' : 'dot bad' }),
      h('code', { title: node.node }, node.node.slice(0, 8)),
      node.ready ? '' : ' not ready',
    );
    const cells = [
      name,
      node.engine,
      node.version,
      upTime(at - node.startedAt),
      number(node.connections),
      number(node.players),
      used === undefined ? '–' : `${Math.round(used)} %`,
      `${Math.round(node.memoryBytes / MIB)} MiB`,
    ];
    return h('tr', {}, ...cells.map((cell, index) => h('td', { 'data-label': head[index] }, cell)));
  };

  nodes.onView((view, problem) => {
    if (!view) return fill(body, fault(problem ?? 'The nodes cannot be read'));
    side.textContent = view.complete ? '' : 'some nodes did not answer';
    fill(body, table(view.nodes.map(row)));
  });
  return root;
}

const table = (rows: readonly HTMLElement[]): HTMLElement =>
  h(
    'div',
    { class: 'table' },
    h(
      'table',
      {},
      h('thead', {}, h('tr', {}, ...head.map((name) => h('th', { scope: 'col' }, name)))),
      h('tbody', {}, ...rows),
    ),
  );

function upTime(ms: number): string {
  const minutes = Math.floor(ms / 60_000);
  if (minutes < 1) return 'just started';
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2_880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} d`;
}
