import { fill, h } from '../shared/element.js';
import { number } from '../shared/format.js';
import { createPanel, fault, skeleton } from '../shared/panel.js';
import type { Nodes, NodeView } from './poll-nodes.js';

const MIB = 1_048_576;

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
    return h(
      'tr',
      {},
      h(
        'td',
        {},
        h('i', { class: node.ready ? 'dot good' : 'dot bad' }),
        h('code', { title: node.node }, node.node.slice(0, 8)),
      ),
      h('td', {}, node.engine),
      h('td', {}, node.version),
      h('td', {}, upTime(at - node.startedAt)),
      h('td', { class: 'figure' }, number(node.connections)),
      h('td', { class: 'figure' }, number(node.players)),
      h('td', { class: 'figure' }, used === undefined ? '–' : `${Math.round(used)} %`),
      h('td', { class: 'figure' }, `${Math.round(node.memoryBytes / MIB)} MiB`),
    );
  };

  nodes.onView((view, problem) => {
    if (!view) return fill(body, fault(problem ?? 'The nodes cannot be read'));
    side.textContent = view.complete ? '' : 'some nodes did not answer';
    const head = ['Node', 'Engine', 'Version', 'Up', 'Connections', 'Players', 'CPU', 'Memory'];
    fill(body, table(head, view.nodes.map(row)));
  });
  return root;
}

/** A table that scrolls inside its panel when it has to. */
export const table = (head: readonly string[], rows: readonly HTMLElement[]): HTMLElement =>
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
  if (minutes < 60) return `${minutes} min`;
  return minutes < 2_880 ? `${Math.floor(minutes / 60)} h` : `${Math.floor(minutes / 1_440)} d`;
}
