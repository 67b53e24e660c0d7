import { fill, h } from '../shared/element.js';
import { timeOf } from '../shared/format.js';
import { createPanel, hint } from '../shared/panel.js';
import type { Nodes } from './poll-nodes.js';

/** Warnings and errors of all nodes, newest first. */
export function createErrorsPanel(nodes: Nodes): HTMLElement {
  const { root, body } = createPanel('errors', 'Recent warnings and errors');
  nodes.onView((view) => {
    if (!view) return;
    const errors = view.nodes
      .flatMap(({ node, recentErrors }) => recentErrors.map((error) => ({ node, ...error })))
      .sort((one, other) => other.at - one.at);
    const rows = errors.map(({ node, at, level, message }) =>
      h(
        'li',
        { class: level },
        h('time', {}, timeOf(at)),
        h('code', {}, node.slice(0, 8)),
        h('b', {}, level),
        h('span', {}, message),
      ),
    );
    fill(
      body,
      rows.length > 0 ? h('ol', { class: 'errors' }, ...rows) : hint('None since these nodes started.'),
    );
  });
  return root;
}
