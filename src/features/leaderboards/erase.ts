import type { ChannelName, PlayerId, ProjectId } from '../../contract/ids.js';
import type { Change } from '../../engine/engine.js';
import type { RankQuery } from '../../engine/ranks.js';
import type { Deps } from '../deps.js';
import type { ErasePlayer } from '../players/erase.js';
import { listRankings } from './rankings.js';

const WINDOWS_AT_ONCE = 200;
/** Boards may be gone from the definitions; what is taken out has no order. */
const order = { order: 'desc', ties: 'first' } as const;

/** Takes a player out of every window of every board, those of deleted boards included. */
export const eraseRanks =
  (deps: Deps): ErasePlayer =>
  async (project, playerId) => {
    for await (const channel of listRankings(deps, project)) {
      for (const window of await windowsWith(deps, { project, channel, playerId })) {
        const ranks = {
          window,
          order,
          startsAt: 0,
          updates: [{ playerId, operation: 'remove', score: 0 }],
        } as const;
        const change: Change = { channel, quiet: true, publication: { at: Date.now(), events: [] }, ranks };
        await deps.channels.commit({ project, changes: [change] });
      }
    }
  };

interface Entry {
  readonly project: ProjectId;
  readonly channel: ChannelName;
  readonly playerId: PlayerId;
}

async function windowsWith({ ranks }: Deps, { project, channel, playerId }: Entry): Promise<string[]> {
  const found: string[] = [];
  const select = { kind: 'players', playerIds: [playerId] } as const;
  for (let offset = 0; ; offset += WINDOWS_AT_ONCE) {
    const windows = await ranks.windows(project, channel, { offset, limit: WINDOWS_AT_ONCE });
    const queries = windows.map((window): RankQuery => ({ window, order, select }));
    const { pages } = await ranks.read(project, channel, queries);
    found.push(...windows.filter((_window, index) => pages[index]?.rows.length));
    if (windows.length < WINDOWS_AT_ONCE) return found;
  }
}
