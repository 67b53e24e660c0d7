import type { States } from '../../client/index.js';
import { avatar } from '../shared/avatar.js';
import { h } from '../shared/element.js';

/** The seats of a lobby, free ones included. */
export function seatList({ players, maxPlayers, hostId }: States['lobby'], self: string): HTMLElement {
  const taken = players.map(({ playerId, playerName, ready, connected }) =>
    h(
      'li',
      { class: `seat ${ready ? 'is-ready' : ''}`, 'data-player': playerId },
      avatar(playerId, playerName),
      h(
        'div',
        {},
        h(
          'span',
          {},
          playerName,
          playerId === self && h('em', {}, 'you'),
          playerId === hostId && h('em', {}, 'host'),
        ),
        h('b', {}, ready ? 'ready' : connected || playerId.startsWith('bot-') ? 'waiting' : 'away'),
      ),
    ),
  );
  const free = Array.from({ length: Math.min(8, maxPlayers - players.length) }, () =>
    h('li', { class: 'seat free' }, 'free seat'),
  );
  return h('ul', { class: 'seats' }, ...taken, ...free);
}
