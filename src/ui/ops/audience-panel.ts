import { fill, h } from '../shared/element.js';
import { number } from '../shared/format.js';
import { createPanel, hint, skeleton } from '../shared/panel.js';
import type { Nodes } from './poll-nodes.js';

const SHOWN = 12;

/** Channels by how many follow them, over all nodes. */
export function createAudiencePanel(nodes: Nodes): HTMLElement {
  const { root, body } = createPanel('audience', 'Channels by audience');
  fill(body, skeleton(4));
  nodes.onView((view) => {
    if (!view) return;
    const most = view.channels[0]?.subscribers ?? 1;
    const rows = view.channels
      .slice(0, SHOWN)
      .map(({ channel, subscribers }) =>
        h(
          'li',
          { 'data-kind': channel.split(':')[0] },
          h('span', { class: 'channel' }, channel),
          h('span', { class: 'bar' }, h('i', { style: `width:${(subscribers / most) * 100}%` })),
          h('b', {}, number(subscribers)),
        ),
      );
    fill(
      body,
      rows.length > 0 ? h('ol', { class: 'audience' }, ...rows) : hint('Nobody follows anything now.'),
    );
  });
  return root;
}
