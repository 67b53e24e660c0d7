import type { States } from '../../client/index.js';
import { h } from '../shared/element.js';
import { number } from '../shared/format.js';

type Quest = States['player']['quests'][number];

const order: Readonly<Record<Quest['status'], number>> = { active: 0, completed: 1, locked: 2 };

/** Quests with their progress, those that can be worked on first. */
export const questList = (quests: readonly Quest[]): HTMLElement[] =>
  [...quests].sort((one, other) => order[one.status] - order[other.status]).map(questRow);

function questRow({ questName, status, steps, rewards, repeat }: Quest): HTMLElement {
  const progress = steps.reduce((sum, step) => sum + step.progress, 0);
  const target = steps.reduce((sum, step) => sum + step.target, 0);
  const words =
    status === 'locked'
      ? 'locked'
      : status === 'completed'
        ? 'done'
        : `${number(progress)} / ${number(target)}`;
  return h(
    'li',
    { class: `quest ${status}` },
    h(
      'div',
      { class: 'quest-name' },
      h('span', {}, questName),
      repeat !== 'once' && h('em', {}, repeat),
      h('b', {}, words),
    ),
    h('div', { class: 'bar' }, h('i', { style: `width:${target === 0 ? 0 : (progress / target) * 100}%` })),
    h('small', {}, rewardText(rewards)),
  );
}

function rewardText({ xp, lives, currencies = {}, badges = [] }: Quest['rewards']): string {
  return [
    xp !== undefined && `${number(xp)} XP`,
    ...Object.entries(currencies).map(([id, amount]) => `${number(amount)} ${id}`),
    lives !== undefined && `${lives} lives`,
    ...badges.map((id) => `badge ${id}`),
  ]
    .filter(Boolean)
    .join(' · ');
}
