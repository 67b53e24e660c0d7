import type { Client } from '../../client/index.js';
import { h } from '../shared/element.js';
import { fieldsLine } from '../shared/fields.js';
import { timeOf } from '../shared/format.js';
import { createPanel } from '../shared/panel.js';

const MOST = 80;

/** Everything that is published in the project, as it happens. */
export function createFeedPanel(feed: Client): HTMLElement {
  let isPaused = false;
  const status = h('span', { class: 'muted' }, feed.status);
  const pause = h('button', { type: 'button', class: 'chip-button', 'aria-pressed': 'false' }, 'Pause');
  const filter = h('input', {
    type: 'search',
    placeholder: 'Filter',
    'aria-label': 'Filter channels and events',
  });
  const { root, body } = createPanel('feed', 'Firehose', status, filter, pause);
  const list = h('ol', { class: 'log', tabindex: 0, 'aria-label': 'Publications, newest first' });
  body.append(list);
  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? 'Go on' : 'Pause';
    pause.setAttribute('aria-pressed', String(isPaused));
  });
  feed.onStatus((next) => {
    status.textContent = next;
    if (next === 'online') feed.send('subscribe_all', {}).catch(() => {});
  });
  feed.on('publication', ({ channel, events }) => {
    if (isPaused) return;
    for (const { event, data } of events) {
      // The fields of an event are an object.
      const fields = data as { readonly at?: number; readonly position?: string };
      if (!`${channel} ${event}`.includes(filter.value.trim())) continue;
      list.prepend(
        h(
          'li',
          { 'data-kind': channel.split(':')[0], 'data-channel': channel },
          h('time', {}, timeOf(fields.at ?? Date.now())),
          h('span', { class: 'channel' }, channel),
          h('b', {}, event),
          fieldsLine(fields, ['at', 'position', 'effectId']),
          h('code', {}, fields.position ?? ''),
        ),
      );
    }
    while (list.children.length > MOST) list.lastElementChild?.remove();
  });
  return root;
}
