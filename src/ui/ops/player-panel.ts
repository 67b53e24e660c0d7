import type { Client, States } from '../../client/index.js';
import { type Api, faultOf } from '../shared/api.js';
import { fill, h } from '../shared/element.js';
import { fieldsLine } from '../shared/fields.js';
import { number, timeOf } from '../shared/format.js';
import { createPanel, fault, hint } from '../shared/panel.js';
import { createForm } from './form.js';

type Player = States['player'];

const MOST_EVENTS = 20;

/** Looks a player up: state now, and what happens to it from then on. */
export function createPlayerPanel(api: Api, feed: Client): HTMLElement {
  const { root, body } = createPanel('lookup', 'Look up a player');
  const state = h('div', { class: 'lookup' });
  const events = h('ol', { class: 'log narrow', 'aria-label': 'Events of the player, newest first' });
  let playerId = '';

  const load = async () => {
    const reply = await api.call('GET', `/players/${encodeURIComponent(playerId)}`);
    // As the operation declares it.
    fill(state, ...(reply.ok ? factsOf(reply.body as Player) : [fault(faultOf(reply))]));
  };
  const form = createForm([{ name: 'playerId', label: 'Player' }], 'Look up', async (values) => {
    playerId = values.playerId ?? '';
    events.replaceChildren();
    await load();
  });
  feed.on('publication', ({ channel, events: published }) => {
    if (playerId === '' || channel !== `player:${playerId}`) return;
    for (const { event, data } of published) {
      // The fields of an event are an object.
      const fields = data as { readonly at?: number };
      const hidden = ['at', 'position', 'effectId', 'playerId'];
      events.prepend(
        h(
          'li',
          {},
          h('time', {}, timeOf(fields.at ?? Date.now())),
          h('b', {}, event),
          fieldsLine(fields, hidden),
        ),
      );
    }
    while (events.children.length > MOST_EVENTS) events.lastElementChild?.remove();
    void load();
  });
  fill(state, hint('State and live events appear here.'));
  body.append(form, state, events);
  return root;
}

function factsOf(player: Player): HTMLElement[] {
  const { level, xp, lives, currencies, badges, quests, status, displayName, updatedAt } = player;
  const facts: readonly (readonly [string, string])[] = [
    ['Name', displayName ?? '–'],
    ['Status', status],
    ['Level', `${level} (${number(xp)} XP)`],
    ['Lives', `${lives.current} of ${lives.max}`],
    [
      'Currencies',
      Object.entries(currencies)
        .map(([id, balance]) => `${number(balance)} ${id}`)
        .join(', ') || '–',
    ],
    ['Badges', badges.join(', ') || '–'],
    ['Quests', `${quests.filter((quest) => quest.status === 'completed').length} of ${quests.length} done`],
    ['Last change', updatedAt === null ? '–' : timeOf(updatedAt)],
  ];
  return [
    h('dl', { class: 'facts' }, ...facts.flatMap(([term, value]) => [h('dt', {}, term), h('dd', {}, value)])),
  ];
}
