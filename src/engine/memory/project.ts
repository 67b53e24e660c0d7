import type { ChannelKind, ChannelName } from '../../contract/ids.js';
import type { Change, Remembered } from '../engine.js';
import { lifeOf, newLife } from '../epoch.js';
import type { ListPage, ListPlace } from '../lists.js';
import { kindOf } from '../retention.js';
import { Boards } from './boards.js';
import { Channel } from './channel.js';
import { ChannelList } from './channel-list.js';
import { Expiring } from './expiring.js';

/** Everything stored of one project's channels. */
export class Project {
  readonly once = new Expiring<Remembered>();
  readonly boards = new Boards();
  readonly #channels = new Map<ChannelName, Channel>();
  readonly #lists = new Map<string, ChannelList>();
  #life = newLife();
  #seq = 0;

  /** The channel as it is now; one that nobody knows begins. */
  channel(name: ChannelName, now: number): Channel {
    let channel = this.#channels.get(name);
    if (!channel || channel.isForgotten(now)) {
      channel = new Channel(name);
      this.#channels.set(name, channel);
    }
    channel.touch(this.#life, now);
    return channel;
  }

  nextSeq(): number {
    return ++this.#seq;
  }

  rotateLife(epoch: string): void {
    if (lifeOf(epoch) === this.#life) this.#life = newLife();
  }

  setListed({ channel, listed }: Pick<Change, 'channel' | 'listed'>): void {
    if (listed === undefined) return;
    const kind = kindOf(channel);
    const list = this.#lists.get(kind) ?? new ChannelList();
    this.#lists.set(kind, list);
    list.set(channel, listed);
  }

  list(kind: ChannelKind | 'system', page: { offset: number; limit: number }): ListPage {
    return this.#lists.get(kind)?.page(page) ?? { channels: [], total: 0 };
  }

  listAfter(kind: ChannelKind | 'system', after: ListPlace | undefined, limit: number): readonly ListPlace[] {
    return this.#lists.get(kind)?.after(after, limit) ?? [];
  }

  sweep(now: number): void {
    this.once.sweep(now);
    this.boards.sweep(now);
    for (const [name, channel] of this.#channels) {
      if (channel.isForgotten(now)) this.#channels.delete(name);
      else channel.touch(this.#life, now);
    }
  }
}
