import { h } from '../shared/element.js';
import { people } from './session.js';

/** Chooses who plays in this tab. */
export function playerSwitch(playerId: string): HTMLElement {
  const known = people.some(({ id }) => id === playerId)
    ? people
    : [...people, { id: playerId, name: playerId }];
  const select = h(
    'select',
    { id: 'player-switch', 'aria-label': 'Play as' },
    ...known.map(({ id, name }) => h('option', { value: id, selected: id === playerId }, name)),
  );
  select.addEventListener('change', () => {
    const url = new URL(location.href);
    url.searchParams.set('player', select.value);
    location.assign(url);
  });
  return h('label', { class: 'play-as' }, h('span', {}, 'Play as'), select);
}
