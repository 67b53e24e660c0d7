import type { Subscription } from '../../client/index.js';
import { fill, h } from '../shared/element.js';
import { number } from '../shared/format.js';
import { createPanel, fault, hint, skeleton } from '../shared/panel.js';
import { createTabs } from '../shared/tabs.js';
import { createRanking } from './ranking.js';
import type { Stage } from './stage.js';

const TOP = 10;

const boards = [
  { id: 'weekly-xp', label: 'This week' },
  { id: 'all-time-xp', label: 'All time' },
  { id: 'high-score', label: 'High score' },
];

/** A live board: rows move when ranks change. */
export function createLeaderboardPanel(stage: Stage): HTMLElement {
  const { client, playerId } = stage;
  const { root, body, side } = createPanel('leaderboard', 'Leaderboard');
  const own = h('p', { class: 'own-rank', 'aria-live': 'polite' });
  const ranking = createRanking(playerId);
  let board: Subscription<'leaderboard'> | undefined;

  const draw = () => {
    if (!board) return;
    root.classList.toggle('stale', board.status === 'stale');
    const { state, error } = board;
    if (error) return fill(body, fault(error.message));
    if (!state) return;
    if (state.rankings.length === 0) {
      own.textContent = '';
      return fill(body, hint('Nobody is ranked yet.', 'Win a match and be the first.'));
    }
    if (ranking.root.parentElement !== body) fill(body, ranking.root, own);
    ranking.show(state.rankings);
    const row = state.rankings.find((each) => each.playerId === playerId);
    const rank = row?.rank ?? state.own?.rank;
    own.textContent = rank
      ? `You are number ${rank} of ${number(state.total)}.`
      : `${number(state.total)} ranked. Win a match to join them.`;
  };

  const follow = (leaderboardId: string) => {
    board?.close();
    ranking.clear();
    fill(body, skeleton(6));
    board = client.subscribe({ channel: 'leaderboard', leaderboardId, view: { top: TOP } });
    board.onChange(draw);
    draw();
  };
  const tabs = createTabs('Boards', follow);
  side.append(tabs.root);
  tabs.set(boards);
  return root;
}
