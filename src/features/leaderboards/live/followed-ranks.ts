import type { ChannelName, ProjectId } from '../../../contract/ids.js';
import { FOLLOWED_MS, type RankPages, type RankQuery, type Ranks } from '../../../engine/ranks.js';

/** How long this node does not repeat itself, ms. */
const REPEAT_MS = FOLLOWED_MS / 24;

/** Reads boards for those who follow them: whatever moves after a read is published with its ranks. */
export class FollowedRanks {
  readonly #ranks: Ranks;
  /** When windows were last said to be followed, Unix ms. */
  readonly #saidAt = new Map<string, number>();

  constructor(ranks: Ranks) {
    this.#ranks = ranks;
  }

  async read(project: ProjectId, channel: ChannelName, queries: readonly RankQuery[]): Promise<RankPages> {
    await this.follow(project, channel, new Set(queries.map(({ window }) => window)));
    return this.#ranks.read(project, channel, queries);
  }

  /** Notes a move without ranks: the store has forgotten that its window is followed. */
  doubt(project: ProjectId, channel: ChannelName, window: string): void {
    this.#saidAt.delete(`${project}|${channel}|${window}`);
  }

  /** Says that windows are followed, unless that was said lately; a window that somebody looks at has to be named now and then. */
  async follow(project: ProjectId, channel: ChannelName, windows: ReadonlySet<string>): Promise<void> {
    const now = Date.now();
    const due = [...windows].filter((window) => {
      const saidAt = this.#saidAt.get(`${project}|${channel}|${window}`);
      return saidAt === undefined || now - saidAt >= REPEAT_MS;
    });
    if (due.length === 0) return;
    await this.#ranks.follow(project, channel, due);
    for (const window of due) {
      const key = `${project}|${channel}|${window}`;
      this.#saidAt.delete(key);
      this.#saidAt.set(key, now);
    }
    this.#forgetOld(now);
  }

  #forgetOld(now: number): void {
    for (const [key, saidAt] of this.#saidAt) {
      // They are in the order they were said in.
      if (now - saidAt < REPEAT_MS) return;
      this.#saidAt.delete(key);
    }
  }
}
