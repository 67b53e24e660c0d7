import type { States } from '../../client/index.js';
import { avatar } from '../shared/avatar.js';
import { fill, h } from '../shared/element.js';
import { minutes, number } from '../shared/format.js';
import { createPanel, fault, skeleton } from '../shared/panel.js';
import { questList } from './quest-list.js';
import type { Stage } from './stage.js';

type Player = States['player'];

/** The player of this tab: level, currencies, lives, badges and quests. */
export function createPlayerPanel({ client, playerId, playerName }: Stage): HTMLElement {
  const { root, body } = createPanel('player', 'You');
  const player = client.subscribe({ channel: 'player', playerId });
  fill(body, skeleton(5));
  const bar = h('i');
  const figures = {
    level: h('span', { class: 'level' }),
    xp: h('span'),
    next: h('span', { class: 'muted' }),
    currencies: h('div', { class: 'currencies' }),
    lives: h('div', { class: 'lives' }),
    badges: h('div', { class: 'badges' }),
    quests: h('ul', { class: 'quests' }),
  };
  const progress = h(
    'div',
    {
      class: 'xp-bar',
      role: 'progressbar',
      'aria-label': 'To the next level',
      'aria-valuemin': 0,
      'aria-valuemax': 100,
    },
    bar,
  );
  const content = [
    h(
      'div',
      { class: 'player-head' },
      avatar(playerId, playerName, 'large'),
      h('div', { class: 'player-name' }, h('strong', {}, playerName), figures.level),
      figures.lives,
    ),
    h('div', { class: 'xp' }, progress, h('div', { class: 'xp-words' }, figures.xp, figures.next)),
    figures.currencies,
    figures.badges,
    h('h3', {}, 'Quests'),
    figures.quests,
  ];

  const draw = () => {
    root.classList.toggle('stale', player.status === 'stale');
    if (player.error) return fill(body, fault(player.error.message));
    if (!player.state) return;
    if (!root.classList.contains('ready')) fill(body, ...content);
    root.classList.add('ready');
    const { level, xp, xpToNextLevel, levelProgress } = player.state;
    figures.level.textContent = `Level ${level}`;
    figures.xp.textContent = `${number(xp)} XP`;
    figures.next.textContent =
      xpToNextLevel === 0 ? 'highest level' : `${number(xpToNextLevel)} to level ${level + 1}`;
    bar.style.width = `${levelProgress * 100}%`;
    progress.setAttribute('aria-valuenow', String(Math.round(levelProgress * 100)));
    drawCurrencies(figures.currencies, player.state);
    drawLives(figures.lives, player.state);
    drawBadges(figures.badges, player.state);
    fill(figures.quests, ...questList(player.state.quests));
  };
  player.onChange(draw);
  player.on('level_up', () => flash(root, 'levelled'));
  player.on('xp_updated', () => flash(progress, 'gained'));
  setInterval(() => player.state && drawLives(figures.lives, player.state), 1_000);
  return root;
}

/** Plays an animation again from its start. */
function flash(element: HTMLElement, name: string): void {
  element.classList.remove(name);
  void element.offsetWidth;
  element.classList.add(name);
}

function drawCurrencies(root: HTMLElement, { currencies }: Player): void {
  for (const [id, balance] of Object.entries(currencies)) {
    const known = root.querySelector<HTMLElement>(`[data-currency="${CSS.escape(id)}"]`);
    const text = number(balance);
    if (known) {
      const value = known.querySelector('b');
      if (!value || value.textContent === text) continue;
      value.textContent = text;
      flash(known, 'bumped');
    } else {
      root.append(
        h(
          'div',
          { class: 'currency', 'data-currency': id },
          h('i', { class: `coin ${id}` }),
          h('b', {}, text),
          h('span', {}, id),
        ),
      );
    }
  }
}

function drawLives(root: HTMLElement, { lives }: Player): void {
  const { current, max, nextLifeAt } = lives;
  const hearts = Array.from({ length: Math.min(max, 10) }, (_, index) =>
    h('i', { class: index < current ? 'heart full' : 'heart' }, '♥'),
  );
  root.setAttribute('aria-label', `${current} of ${max} lives`);
  root.setAttribute('role', 'img');
  const wait = nextLifeAt === null || current >= max ? undefined : minutes(nextLifeAt - Date.now());
  fill(root, h('span', {}, ...hearts), wait !== undefined && h('small', {}, `next in ${wait}`));
}

function drawBadges(root: HTMLElement, { badges }: Player): void {
  fill(root, ...badges.map((id) => h('span', { class: 'badge' }, `★ ${id.replaceAll('-', ' ')}`)));
}
