import type { ChannelName, ProjectId } from '../../contract/ids.js';
import { FOLLOWED_MS, type RankPages, type RankQuery, type Ranks } from '../ranks.js';
import type { MemoryChannels } from './channels.js';

/** Boards of one process. */
export class MemoryRanks implements Ranks {
  readonly #channels: MemoryChannels;

  constructor(channels: MemoryChannels) {
    this.#channels = channels;
  }

  async read(project: ProjectId, channel: ChannelName, queries: readonly RankQuery[]): Promise<RankPages> {
    const { epoch, offset } = this.#channels.look(project, channel);
    const { boards } = this.#channels.project(project);
    return { epoch, offset, pages: queries.map((query) => boards.page(channel, query, Date.now())) };
  }

  async follow(project: ProjectId, channel: ChannelName, windows: readonly string[]): Promise<void> {
    this.#channels.project(project).boards.follow(channel, windows, Date.now() + FOLLOWED_MS);
  }

  async windows(
    project: ProjectId,
    channel: ChannelName,
    { offset, limit }: { readonly offset: number; readonly limit: number },
  ): Promise<readonly string[]> {
    const windows = this.#channels.project(project).boards.windows(channel, Date.now());
    return windows.slice(offset, offset + limit);
  }

  async forget(project: ProjectId, channel: ChannelName): Promise<void> {
    const stored = this.#channels.project(project);
    stored.boards.forget(channel);
    stored.setListed({ channel, listed: false });
  }
}
