import type { ChannelName } from '../../contract/ids.js';
import type { Offset } from '../../contract/position.js';
import type { RawPublication } from '../../contract/publication.js';
import type {
  HistoryPage,
  HistoryQuery,
  LatestPage,
  LatestQuery,
  LatestValue,
  Retention,
  Snapshot,
} from '../engine.js';
import { lifeOf, newEpochSuffix } from '../epoch.js';
import { LATEST_KEYS } from '../latest-limit.js';
import { Log } from './log.js';

/** What a commit leaves in one channel. */
export interface Append {
  readonly text: string;
  readonly state: string | null | undefined;
  readonly fleeting: boolean;
  readonly keep: Retention;
  readonly dropHistory: boolean;
  readonly redact: readonly number[];
  readonly latest: readonly LatestValue[];
}

/** One channel: its head (epoch, offset, state) and its history. */
export class Channel {
  readonly #name: ChannelName;
  #epoch = '';
  #offset = 0;
  #state: string | undefined;
  /** The state ends with the history. */
  #isFleeting = false;
  #log = new Log(0);
  /** By key, the one replaced last at the end. */
  readonly #latest = new Map<string, LatestPage['values'][number]>();
  /** Last offset of the former epoch; publications up to it are old pages, but nothing to resume from. */
  #began = 0;
  #historyUntil = 0;
  #headUntil = 0;
  /** As the last commit asked. */
  #keepMs = Number.POSITIVE_INFINITY;

  constructor(name: ChannelName) {
    this.#name = name;
  }

  /** Brings the channel up to now: history that ended goes, and an epoch of a former life is replaced. */
  touch(life: string, now: number): void {
    if (this.#historyUntil <= now) {
      if (this.#log.floor < this.#offset) this.#log = new Log(this.#offset);
      if (this.#isFleeting) this.#state = undefined;
      this.#latest.clear();
    }
    if (this.#epoch !== '' && lifeOf(this.#epoch) === life) return;
    this.#beginEpoch(life);
  }

  /**
   * Keeps the epoch for at least this long, so that who read the position can come back with it, but for no longer than the
   * channel itself asked for: readers do not make something last that is to go soon.
   */
  keepHead(ttlMs: number, now: number): void {
    this.#headUntil = Math.max(this.#headUntil, now + Math.min(ttlMs, this.#keepMs));
  }

  isForgotten(now: number): boolean {
    return this.#state === undefined && this.#headUntil <= now;
  }

  read(): Snapshot {
    return { epoch: this.#epoch, offset: this.#offset, state: this.#state };
  }

  get #isLasting(): boolean {
    return this.#state !== undefined && !this.#isFleeting;
  }

  isAt({ epoch, offset }: Offset): boolean {
    return this.#epoch === epoch && this.#offset === offset;
  }

  append({ text, state, fleeting, keep, dropHistory, redact, latest }: Append, now: number): RawPublication {
    if (dropHistory) {
      this.#log = new Log(this.#offset);
      this.#beginEpoch(lifeOf(this.#epoch));
    }
    for (const offset of redact) this.#log.redact(offset);
    const wasLasting = this.#isLasting;
    if (state !== undefined) {
      this.#state = state ?? undefined;
      this.#isFleeting = fleeting;
    }
    this.#offset++;
    this.#log.append(text, keep.publications);
    for (const value of latest) this.#replace({ ...value, offset: this.#offset });
    this.#keepMs = keep.ttlMs;
    const until = now + keep.ttlMs;
    // Only the end of a lasting state shortens what earlier commits asked for.
    const isEnding = wasLasting && !this.#isLasting;
    this.#historyUntil = isEnding ? until : Math.max(this.#historyUntil, until);
    this.#headUntil = isEnding ? until : Math.max(this.#headUntil, until);
    return this.#publication(text, this.#offset);
  }

  latest(query: LatestQuery): LatestPage {
    const all = [...this.#latest.values()].reverse();
    const values =
      'newest' in query ? all.slice(0, query.newest) : all.filter(({ key }) => query.keys.includes(key));
    return { epoch: this.#epoch, offset: this.#offset, values };
  }

  redact(offset: number): void {
    this.#log.redact(offset);
  }

  historyAfter({ after, limit }: HistoryQuery): HistoryPage {
    const top = { epoch: this.#epoch, offset: this.#offset };
    const floor = Math.max(this.#log.floor, this.#began);
    const known = after.epoch === this.#epoch && after.offset <= this.#offset;
    if (!known || after.offset < floor) return { ...top, publications: [], reach: 'lost' };
    const last = Math.min(this.#offset, after.offset + limit);
    const reach = last === this.#offset ? 'complete' : 'partial';
    return { ...top, publications: this.#publications(after.offset + 1, last), reach };
  }

  /** Newest first, also of former epochs. */
  historyBefore(before: number, limit: number): RawPublication[] {
    const last = Math.min(this.#offset, before - 1);
    const first = Math.max(this.#log.floor + 1, last - limit + 1);
    return first > last ? [] : this.#publications(first, last).reverse();
  }

  #beginEpoch(life: string): void {
    this.#epoch = `${life}.${newEpochSuffix()}`;
    this.#began = this.#offset;
  }

  #replace(value: LatestPage['values'][number]): void {
    this.#latest.delete(value.key);
    this.#latest.set(value.key, value);
    if (this.#latest.size <= LATEST_KEYS) return;
    const [oldest] = this.#latest.keys();
    if (oldest !== undefined) this.#latest.delete(oldest);
  }

  #publications(first: number, last: number): RawPublication[] {
    return this.#log.slice(first, last + 1).map((text, index) => this.#publication(text, first + index));
  }

  #publication(text: string, offset: number): RawPublication {
    return { channel: this.#name, epoch: this.#epoch, offset, text };
  }
}
