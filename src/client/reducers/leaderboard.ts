import type { RankingPage } from '../../features/leaderboards/contract.js';
import type { Reducer } from '../states.js';

/** What a subscription sees of a board; the server sends the whole view each time. */
export const leaderboardReducer: Reducer<'leaderboard'> = {
  begin(snapshot) {
    // The server sends this shape to subscribers of boards.
    const { position: _, ...page } = snapshot as RankingPage;
    return page;
  },
  events: {
    leaderboard_updated: (board, { window, rankings, total }) => ({ ...board, window, rankings, total }),
    rank_changed: (board, own) => ({ ...board, own }),
  },
};
