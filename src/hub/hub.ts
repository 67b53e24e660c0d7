import { AppError } from '../contract/errors.js';
import { type ChannelKind, type ChannelName, type ProjectId, parseChannelName } from '../contract/ids.js';
import { formatPosition, type Offset } from '../contract/position.js';
import type { Channels } from '../engine/engine.js';
import type { Observe } from '../observe.js';
import type { Seat } from './audience.js';
import { Feed } from './feed.js';
import { replay } from './replay.js';
import type { Opened, Opening, ReadView, Sink } from './sink.js';

/** How long a channel without audience stays subscribed: a player who reloads the page would otherwise cost two round trips. */
const LINGER_MS = 1_000;
const SWEEP_MS = 1_000;
/** Histories read at the same time when all feeds have to look. */
const CATCH_UPS_AT_ONCE = 64;

export interface HubParts {
  readonly channels: Channels;
  readonly observe: Observe;
  /** What new subscribers of each kind of channel see. */
  readonly views: Readonly<Partial<Record<ChannelKind, ReadView>>>;
  /** How often a silent channel is compared with the store, ms. */
  readonly idleCheckMs: number;
}

export interface OpenRequest {
  readonly project: ProjectId;
  readonly channel: ChannelName;
  readonly sink: Sink;
  /** Position of the last event the client handled. */
  readonly since?: string;
}

interface Live {
  readonly feed: Feed;
  readonly started: Promise<void>;
  lonelySince: number | undefined;
}

/** The subscriptions of one node: a feed per channel that somebody here follows. */
export class Hub {
  readonly #parts: HubParts;
  readonly #live = new Map<string, Live>();
  readonly #sweep: NodeJS.Timeout;
  #sweeping = false;

  constructor(parts: HubParts) {
    this.#parts = parts;
    parts.channels.onInterrupted(() => void this.#catchUp([...this.#live.values()]));
    this.#sweep = setInterval(() => void this.#tidy(), SWEEP_MS).unref();
  }

  /** Channels this node listens to. */
  get size(): number {
    return this.#live.size;
  }

  /**
   * Opens a subscription: replays what the client missed, or reads a snapshot. It goes live with `Opening.join`.
   * @throws AppError NOT_FOUND when the kind of channel cannot be followed; what its view throws; Unavailable
   */
  async open({ project, channel, sink, since }: OpenRequest): Promise<Opening> {
    const { channels, views, observe } = this.#parts;
    const readView = views[parseChannelName(channel)?.kind ?? 'player'];
    if (!readView) throw new AppError('NOT_FOUND');

    const live = this.#liveFeed(project, channel, readView);
    const seat = live.feed.take(sink);
    try {
      await live.started;
      const resumed =
        since === undefined ? undefined : await replay(channels, { project, channel, sink, since });
      if (since !== undefined) observe.metrics.recoveries.inc({ recovered: String(resumed !== undefined) });
      if (resumed) {
        const { position, replayed, reached } = resumed;
        return this.#opening(live, seat, { answer: { position, recovered: true, replayed }, reached });
      }
      const { snapshot, position } = await (sink.readView ?? readView)(project, channel, sink.playerId);
      const answer = { position: formatPosition(position), recovered: false, replayed: 0, snapshot };
      return this.#opening(live, seat, { answer, reached: position });
    } catch (error) {
      this.#release(live, seat);
      throw error;
    }
  }

  async close(): Promise<void> {
    clearInterval(this.#sweep);
    const all = [...this.#live.values()];
    this.#live.clear();
    await Promise.allSettled(all.map(({ feed }) => feed.stop()));
  }

  #opening(live: Live, seat: Seat, { answer, reached }: { answer: Opened; reached: Offset }): Opening {
    return {
      answer,
      join: () => live.feed.bring(seat, reached),
      close: () => this.#release(live, seat),
    };
  }

  #liveFeed(project: ProjectId, channel: ChannelName, readView: ReadView): Live {
    const key = `${project}|${channel}`;
    const known = this.#live.get(key);
    if (known) {
      known.lonelySince = undefined;
      return known;
    }
    const { channels, observe } = this.#parts;
    const feed = new Feed({ channels, metrics: observe.metrics, project, channel, readView });
    const live: Live = { feed, started: feed.start(), lonelySince: undefined };
    live.started.catch(() => this.#live.delete(key));
    this.#live.set(key, live);
    return live;
  }

  #release(live: Live, seat: Seat): void {
    live.feed.leave(seat);
    if (live.feed.isEmpty) live.lonelySince = Date.now();
  }

  async #tidy(): Promise<void> {
    if (this.#sweeping) return;
    this.#sweeping = true;
    try {
      const now = Date.now();
      const due: Live[] = [];
      for (const [key, live] of this.#live) {
        if (live.feed.isEmpty) this.#letGo(key, live, now);
        else if (live.feed.stale || now - live.feed.checkedAt > this.#parts.idleCheckMs) due.push(live);
      }
      await this.#catchUp(due);
    } finally {
      this.#sweeping = false;
    }
  }

  #letGo(key: string, live: Live, now: number): void {
    live.lonelySince ??= now;
    if (now - live.lonelySince < LINGER_MS) return;
    this.#live.delete(key);
    live.started.then(() => live.feed.stop()).catch(() => {});
  }

  async #catchUp(feeds: readonly Live[]): Promise<void> {
    const queue = feeds.values();
    const worker = async () => {
      // A feed that cannot look now is stale, and the next sweep looks again.
      for (const { feed } of queue) await feed.recover().catch(() => {});
    };
    await Promise.all(Array.from({ length: Math.min(CATCH_UPS_AT_ONCE, feeds.length) }, worker));
  }
}
