import type { ChannelName, ProjectId } from '../../contract/ids.js';
import type { BoardScores } from '../admin/scored-boards.js';
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

/** The scores of boards with those of all their segments, found by what was counted. */
export function boardScores({ channels, ranks }: Pick<Deps, 'channels' | 'ranks'>): BoardScores {
  return {
    async isScored(project, leaderboardId) {
      for await (const channel of listRankings({ channels }, project)) {
        if (!isRankingOf(channel, leaderboardId)) continue;
        const [kept] = await ranks.windows(project, channel, { offset: 0, limit: 1 });
        if (kept !== undefined) return true;
      }
      return false;
    },

    async forget(project, leaderboardId) {
      const found: ChannelName[] = [];
      for await (const channel of listRankings({ channels }, project)) {
        if (isRankingOf(channel, leaderboardId)) found.push(channel);
      }
      for (const channel of found) await ranks.forget(project, channel);
    },
  };
}
