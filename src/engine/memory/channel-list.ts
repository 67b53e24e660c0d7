import type { ChannelName } from '../../contract/ids.js';
import type { ListPage } from '../engine.js';
import { Ordered } from './ordered.js';

interface Listed {
  readonly channel: ChannelName;
  readonly score: number;
}

/** Channels of one kind by descending score; equal scores in descending byte order, as a sorted set has them. */
export class ChannelList {
  readonly #byChannel = new Map<ChannelName, Listed>();
  readonly #ordered = new Ordered<Listed>(
    (one, other) => one.score > other.score || (one.score === other.score && one.channel > other.channel),
  );

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
}
