import { h } from '../shared/element.js';

/** What this is, and what to try, for somebody who has never heard of it. */
export const createIntro = (): HTMLElement =>
  h(
    'section',
    { class: 'intro', 'aria-labelledby': 'intro-title' },
    h('h1', { id: 'intro-title' }, 'One event in, every screen up to date'),
    h(
      'p',
      {},
      'Your game server sends events over REST. Fanfare applies the rules of the game, and every player sees at once what came of it.',
    ),
    h(
      'ol',
      { class: 'steps' },
      h(
        'li',
        {},
        h('a', { href: '#actions' }, 'Be the game server'),
        ': win a match, and XP, coins, quest and rank move',
      ),
      h(
        'li',
        {},
        h('a', { href: '/', target: '_blank' }, 'Open a second tab'),
        ', play as somebody else, and chat',
      ),
      h('li', {}, h('a', { href: '#cut' }, 'Cut your connection'), ', win again, come back: nothing is lost'),
    ),
  );

/** Where to read on. */
export const createLinks = (): HTMLElement =>
  h(
    'footer',
    { class: 'foot' },
    h('a', { href: '/guides' }, 'Guides'),
    h('a', { href: '/docs' }, 'REST reference'),
    h('a', { href: '/guides/sockets' }, 'Socket reference'),
    h('a', { href: '/ops' }, 'Operator page'),
  );
