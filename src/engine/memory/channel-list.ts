import type { ChannelName } from '../../contract/ids.js';
import type { ListPage, ListPlace } from '../lists.js';
import { Ordered } from './ordered.js';

/** Channels of one kind by descending score; equal scores in descending byte order, as a sorted set has them. */
export class ChannelList {
  readonly #byChannel = new Map<ChannelName, ListPlace>();
  readonly #ordered = new Ordered<ListPlace>(isBefore);

  /** @param score - false takes the channel out */
  set(channel: ChannelName, score: number | false): void {
    const before = this.#byChannel.get(channel);
    if (before?.score === score) return;
    if (before) this.#ordered.remove(before);
    this.#byChannel.delete(channel);
    if (score === false) return;
    const listed = { channel, score };
    this.#ordered.insert(listed);
    this.#byChannel.set(channel, listed);
  }

  page({ offset, limit }: { readonly offset: number; readonly limit: number }): ListPage {
    const channels = this.#ordered.slice(offset, limit).map(({ channel }) => channel);
    return { channels, total: this.#ordered.size };
  }

  after(place: ListPlace | undefined, limit: number): ListPlace[] {
    const first = place === undefined ? 0 : this.#ordered.count((other) => !isBefore(place, other));
    return this.#ordered.slice(first, limit);
  }
}

const isBefore = (one: ListPlace, other: ListPlace): boolean =>
  one.score > other.score || (one.score === other.score && one.channel > other.channel);
