import type { States } from '../../client/index.js';
import { avatar } from '../shared/avatar.js';
import { h } from '../shared/element.js';
import { number } from '../shared/format.js';

type Row = States['leaderboard']['rankings'][number];

interface Shown {
  readonly item: HTMLElement;
  readonly rank: HTMLElement;
  readonly score: HTMLElement;
  readonly bar: HTMLElement;
  row: Row;
}

const MOVE_MS = 450;
const CHANGED_MS = 1_400;

/** A list whose rows glide to their new places. */
export function createRanking(self: string) {
  const root = h('ol', { class: 'ranking' });
  const shown = new Map<string, Shown>();
  const isStill = matchMedia('(prefers-reduced-motion: reduce)');

  const add = (row: Row): Shown => {
    const name = row.displayName ?? row.playerId;
    const parts = {
      rank: h('span', { class: 'rank' }),
      score: h('span', { class: 'score' }),
      bar: h('i', { class: 'share' }),
    };
    const item = h(
      'li',
      { class: row.playerId === self ? 'self' : '', 'data-player': row.playerId },
      parts.bar,
      parts.rank,
      avatar(row.playerId, name),
      h('span', { class: 'name' }, name, row.playerId === self && h('em', {}, 'you')),
      parts.score,
    );
    return { item, ...parts, row };
  };

  const write = (entry: Shown, row: Row, best: number) => {
    entry.rank.textContent = String(row.rank);
    entry.rank.dataset.rank = String(row.rank);
    entry.score.textContent = number(row.score);
    entry.bar.style.width = `${best > 0 ? Math.max(2, (row.score / best) * 100) : 0}%`;
    const change = entry.row.rank - row.rank;
    if (change !== 0) mark(entry.item, change > 0 ? 'up' : 'down');
    else if (entry.row.score !== row.score) mark(entry.item, 'scored');
    entry.row = row;
  };

  return {
    root,
    clear() {
      shown.clear();
      root.replaceChildren();
    },
    show(rows: readonly Row[]) {
      const before = new Map([...shown].map(([id, { item }]) => [id, item.offsetTop]));
      const best = Math.max(0, ...rows.map(({ score }) => score));
      for (const [id, { item }] of shown) {
        if (rows.some(({ playerId }) => playerId === id)) continue;
        item.remove();
        shown.delete(id);
      }
      for (const row of rows) {
        const entry = shown.get(row.playerId) ?? add(row);
        shown.set(row.playerId, entry);
        write(entry, row, best);
      }
      root.replaceChildren(...rows.flatMap(({ playerId }) => shown.get(playerId)?.item ?? []));
      if (isStill.matches) return;
      for (const [id, { item }] of shown) glide(item, before.get(id));
    },
  };
}

function glide(item: HTMLElement, from: number | undefined): void {
  if (from === undefined) {
    item.animate([{ opacity: 0 }, { opacity: 1 }], { duration: MOVE_MS });
    return;
  }
  const distance = from - item.offsetTop;
  if (distance === 0) return;
  item.animate([{ transform: `translateY(${distance}px)` }, { transform: 'none' }], {
    duration: MOVE_MS,
    easing: 'cubic-bezier(.2,.8,.2,1)',
  });
}

function mark(item: HTMLElement, change: 'up' | 'down' | 'scored'): void {
  item.dataset.change = change;
  setTimeout(() => {
    if (item.dataset.change === change) delete item.dataset.change;
  }, CHANGED_MS);
}
