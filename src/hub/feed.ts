import type { ChannelName, ProjectId } from '../contract/ids.js';
import type { Offset } from '../contract/position.js';
import { decodePublication, type RawPublication } from '../contract/publication.js';
import type { Channels, Stop } from '../engine/engine.js';
import type { Metrics } from '../observe.js';
import { Audience, type Seat } from './audience.js';
import { isEvicted, mayReceive, type ReadView, type Sink } from './sink.js';

/** Publications read from history in one go. */
const PAGE = 300;

export interface FeedParts {
  readonly channels: Channels;
  readonly metrics: Pick<Metrics, 'gapsFilled' | 'resyncs' | 'commitToDeliver'>;
  readonly project: ProjectId;
  readonly channel: ChannelName;
  readonly readView: ReadView;
}

/**
 * One channel's live publications for the sinks of this node. Pub/sub only hints: what is next is delivered, what is lower
 * is dropped, anything else makes `catchUp` read history.
 *
 * Invariant: every joined sink has been sent exactly everything up to the feed's position.
 */
export class Feed {
  readonly #parts: FeedParts;
  readonly #audience: Audience;
  #position: Offset | undefined;
  #stop: Stop | undefined;
  #catching: Promise<void> | undefined;
  /** Seats that an outage of the store interrupted, with the position they had reached. */
  readonly #adrift = new Map<Seat, Offset>();
  /** A hint arrived that the running catch-up may not have seen. */
  #again = false;
  /** When the channel was last heard of or compared with the store, ms. */
  checkedAt = Date.now();
  /** The last catch-up failed, the store being away: it has to be repeated. */
  stale = false;

  constructor(parts: FeedParts) {
    this.#parts = parts;
    this.#audience = new Audience(parts.project);
  }

  get isEmpty(): boolean {
    return this.#audience.isEmpty;
  }

  async start(): Promise<void> {
    const { channels, project, channel } = this.#parts;
    this.#stop = await channels.listen(project, channel, (raw) => this.#receive(raw));
  }

  async stop(): Promise<void> {
    await this.#stop?.();
  }

  take(sink: Sink): Seat {
    return this.#audience.take(sink);
  }

  leave(seat: Seat): void {
    this.#audience.leave(seat);
    this.#adrift.delete(seat);
  }

  /**
   * Brings a sink that stands at a position up to the feed and joins it, synchronously with the last step. A sink whose gap
   * cannot be bridged takes a snapshot instead. While the store is away the seat is kept and brought in by `recover`.
   */
  async bring(seat: Seat, from: Offset): Promise<void> {
    const reached = { at: from };
    try {
      while (seat.state === 'catching up') await this.#step(seat, reached);
    } catch {
      this.stale = true;
      this.#adrift.set(seat, reached.at);
    }
  }

  /** Repeats what the store's absence interrupted. */
  async recover(): Promise<void> {
    if (this.#position) await this.catchUp();
    const adrift = [...this.#adrift];
    this.#adrift.clear();
    await Promise.all(adrift.map(([seat, at]) => this.bring(seat, at)));
  }

  /** Reads what this feed may have missed; one at a time, callers share it. */
  catchUp(): Promise<void> {
    this.#again = true;
    this.#catching ??= this.#readMissed().finally(() => {
      this.#catching = undefined;
    });
    return this.#catching;
  }

  #receive(raw: RawPublication): void {
    const here = this.#position;
    if (here && raw.epoch === here.epoch && raw.offset <= here.offset) return;
    if (here && raw.epoch === here.epoch && raw.offset === here.offset + 1) {
      this.#deliver(raw);
    } else {
      this.#again = true;
      // While the store is away the feed stays stale, and the hub looks again.
      if (here) this.catchUp().catch(() => {});
    }
  }

  /** Delivers a publication read from history, unless live delivery was faster. */
  #offer(raw: RawPublication): void {
    const here = this.#position;
    if (here && raw.epoch === here.epoch && raw.offset === here.offset + 1) this.#deliver(raw);
  }

  #deliver(raw: RawPublication): void {
    this.#position = { epoch: raw.epoch, offset: raw.offset };
    this.checkedAt = Date.now();
    if (this.#audience.isEmpty) return;
    const publication = decodePublication(raw);
    this.#audience.deliver(publication);
    this.#parts.metrics.commitToDeliver.observe(Math.max(0, Date.now() - publication.at) / 1000);
  }

  /** Joins the seat when it stands where the feed stands, else takes it one page further. */
  async #step(seat: Seat, reached: { at: Offset }): Promise<void> {
    this.#position ??= reached.at;
    const isBehind = reached.at.epoch === this.#position.epoch && reached.at.offset < this.#position.offset;
    if (this.#again || !(isBehind || isSame(reached.at, this.#position))) await this.catchUp();
    if (!isSame(reached.at, this.#position)) await this.#advance(seat, reached);
    else if (seat.state === 'catching up') this.#audience.join(seat, reached.at);
  }

  /** Sends one page of what the sink is missing, or a snapshot when that is no longer kept. */
  async #advance(seat: Seat, reached: { at: Offset }): Promise<void> {
    const { channels, project, channel } = this.#parts;
    const page = await channels.history(project, channel, { after: reached.at, limit: PAGE });
    if (page.reach === 'lost') {
      await this.#noteLostData(reached.at, page);
      return this.#resync(seat, reached);
    }

    for (const raw of page.publications) {
      if (seat.state !== 'catching up') return;
      this.#offer(raw);
      reached.at = { epoch: raw.epoch, offset: raw.offset };
      const publication = decodePublication(raw);
      if (mayReceive(seat.sink, publication.only)) await seat.sink.send(publication);
      if (isEvicted(seat.sink, publication)) this.#audience.evict(seat);
    }
  }

  async #resync(seat: Seat, reached: { at: Offset }): Promise<void> {
    const { project, channel, metrics } = this.#parts;
    const { playerId, readView = this.#parts.readView } = seat.sink;
    const { snapshot, position } = await readView(project, channel, playerId);
    reached.at = position;
    if (seat.state !== 'catching up') return;
    metrics.resyncs.inc();
    seat.sink.resync(snapshot, position);
    if (position.epoch !== this.#position?.epoch) await this.catchUp();
  }

  async #readMissed(): Promise<void> {
    const { channels, project, channel, metrics } = this.#parts;
    this.stale = true;
    while (this.#again && this.#position) {
      this.#again = false;
      const before = this.#position;
      const page = await channels.history(project, channel, { after: before, limit: PAGE });
      metrics.gapsFilled.inc(
        page.publications.filter(({ offset }) => offset > (this.#position?.offset ?? 0)).length,
      );
      for (const raw of page.publications) this.#offer(raw);
      if (page.reach === 'partial') this.#again = true;
      if (page.reach === 'lost') await this.#startOver(before, page);
    }
    this.stale = false;
    this.checkedAt = Date.now();
  }

  /** The store cannot continue from here: data was lost or trimmed. Every sink catches up anew from the top. */
  async #startOver(before: Offset, top: Offset): Promise<void> {
    const rotated = await this.#noteLostData(before, top);
    if (rotated || this.#position !== before) {
      this.#again = true;
      return;
    }
    this.#position = { epoch: top.epoch, offset: top.offset };
    for (const seat of this.#audience.partAll()) void this.bring(seat, before);
  }

  /** A top below what was delivered: the store went back in time and would give out the same offsets again. */
  async #noteLostData(delivered: Offset, top: Offset): Promise<boolean> {
    if (top.epoch !== delivered.epoch || top.offset >= delivered.offset) return false;
    await this.#parts.channels.rotateLife(this.#parts.project, delivered.epoch);
    return true;
  }
}

const isSame = (one: Offset, other: Offset): boolean =>
  one.epoch === other.epoch && one.offset === other.offset;
