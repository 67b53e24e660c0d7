import type { ChannelName, ProjectId } from '../../contract/ids.js';
import type { BoardIsScored } from '../admin/scored-boards.js';
import type { Deps } from '../deps.js';
import { isRankingOf } from './address.js';

const PAGE = 500;

/** The channels of every ranking that has counted anything, segments and deleted boards included. */
export async function* listRankings(
  { channels }: Pick<Deps, 'channels'>,
  project: ProjectId,
): AsyncGenerator<ChannelName> {
  for (let offset = 0; ; offset += PAGE) {
    const page = await channels.list(project, 'leaderboard', { offset, limit: PAGE });
    yield* page.channels;
    if (page.channels.length < PAGE) return;
  }
}

/** Tells whether a board, or one of its segments, has counted anything that is kept. */
export const boardIsScored =
  (deps: Pick<Deps, 'channels' | 'ranks'>): BoardIsScored =>
  async (project, leaderboardId) => {
    for await (const channel of listRankings(deps, project)) {
      if (!isRankingOf(channel, leaderboardId)) continue;
      const [kept] = await deps.ranks.windows(project, channel, { offset: 0, limit: 1 });
      if (kept !== undefined) return true;
    }
    return false;
  };
