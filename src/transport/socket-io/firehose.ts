import type { ProjectId } from '../../contract/ids.js';
import { decodePublication, type Publication, type RawPublication } from '../../contract/publication.js';
import type { Channels, Stop } from '../../engine/engine.js';
import { eventPrefix, withPosition } from './packets.js';
import type { PlayerSocket } from './player-socket.js';

/** What a follower of the firehose wants; absent: everything. */
export interface FeedFilter {
  /** Names of events. */
  readonly types?: readonly string[] | undefined;
  /** Names of channels, or beginnings of names followed by `*`. */
  readonly channels?: readonly string[] | undefined;
}

/** Every publication of one project for those who follow `/feed` on this node; live only. */
export class Firehose {
  readonly #project: ProjectId;
  readonly #channels: Channels;
  readonly #prefix: string;
  readonly #followers = new Map<PlayerSocket, FeedFilter>();
  #listening: Promise<Stop> | undefined;
  #seq: number | undefined;
  /** Publications passed over, which the numbers shown do not count: every jump in them means something missed. */
  #hidden = 0;

  constructor(project: ProjectId, parts: { readonly channels: Channels; readonly namespace: string }) {
    this.#project = project;
    this.#channels = parts.channels;
    this.#prefix = eventPrefix(parts.namespace);
  }

  /** Effective once the promise resolves; replaces the follower's filter. */
  async follow(player: PlayerSocket, filter: FeedFilter): Promise<void> {
    this.#listening ??= this.#channels.listenAll(this.#project, (raw, seq) => this.#receive(raw, seq));
    const listening = this.#listening;
    try {
      await listening;
    } catch (error) {
      if (this.#listening === listening) this.#listening = undefined;
      throw error;
    }
    if (player.isConnected) this.#followers.set(player, filter);
    else this.#stopIfLonely();
  }

  leave(player: PlayerSocket): void {
    this.#followers.delete(player);
    this.#stopIfLonely();
  }

  #stopIfLonely(): void {
    if (this.#followers.size > 0) return;
    this.#seq = undefined;
    // A stop that fails leaves a listener without followers, which does nothing.
    this.#listening?.then((stop) => stop()).catch(() => {});
    this.#listening = undefined;
  }

  #receive(raw: RawPublication, seq: number): void {
    const last = this.#seq;
    if (seq === last) return;
    this.#seq = seq;
    if (this.#followers.size === 0) return;
    if (last !== undefined && seq !== last + 1) {
      const gap = { after: last - this.#hidden, seq: seq - this.#hidden };
      for (const follower of this.#followers.keys()) follower.emit('feed_gap', gap);
    }
    // Internal channels (definitions) may hold secrets.
    if (raw.channel.startsWith('system:')) this.#hidden += 1;
    else this.#relay(decodePublication(raw), seq - this.#hidden);
  }

  #relay(publication: Publication, seq: number): void {
    for (const [{ connection }, filter] of this.#followers) {
      const text = this.#packetText(publication, { seq, filter });
      if (text !== undefined) connection.write(text);
    }
  }

  #packetText(
    publication: Publication,
    { seq, filter }: { readonly seq: number; readonly filter: FeedFilter },
  ): string | undefined {
    const { channel, events } = publication;
    if (filter.channels && !filter.channels.some((wanted) => matches(wanted, channel))) return undefined;
    const texts: string[] = [];
    for (const [index, { name }] of events.entries()) {
      if (filter.types && !filter.types.includes(name)) continue;
      texts.push(`{"event":"${name}","data":${withPosition(publication, index)}}`);
    }
    if (filter.types && texts.length === 0) return undefined;
    const fields = `{"channel":"${channel}","events":[${texts.join(',')}],"seq":${seq}}`;
    return `${this.#prefix}["publication",${fields}]`;
  }
}

const matches = (wanted: string, channel: string): boolean =>
  wanted.endsWith('*') ? channel.startsWith(wanted.slice(0, -1)) : wanted === channel;
