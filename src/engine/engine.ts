import type { ChannelName, PlayerId, ProjectId } from '../contract/ids.js';
import type { Offset } from '../contract/position.js';
import type { PublicationBody, RawPublication } from '../contract/publication.js';
import type { Lists } from './lists.js';
import type { RankChange, Ranks } from './ranks.js';

/** State and position of a channel at one instant. */
export interface Snapshot extends Offset {
  /** What the last commit with a state stored; undefined when there is none. */
  readonly state: string | undefined;
}

/** What a commit does to one channel. A channel occurs at most once in a commit. */
export interface Change {
  readonly channel: ChannelName;
  /** The position the change was computed from; the commit is refused when the channel has moved. Absent: applies at any position. */
  readonly expect?: Offset;
  /** The new state; null deletes it; absent leaves it. */
  readonly state?: string | null;
  /** The state written here lives as long as the channel's history, not until it is deleted. */
  readonly fleeting?: boolean;
  readonly publication: PublicationBody;
  /** How much history to keep of this channel; absent: the engine's setting for the channel's kind. */
  readonly keep?: Retention;
  /** Puts the channel into (with its sort score, e.g. creation time) or takes it out of the list of its kind. */
  readonly listed?: number | false;
  /**
   * Drops every earlier publication of the channel in the same step (erasing a player), and begins a new epoch with this one:
   * whoever saw what is gone takes a snapshot.
   */
  readonly dropHistory?: boolean;
  /** Offsets of earlier publications that are emptied in the same step, as `redact` does. */
  readonly redact?: readonly number[];
  /** Moves entries of a board; what moved is published as `ranks`. The first one lists the board among those of its kind. */
  readonly ranks?: RankChange;
  /** Values this publication replaces, each key at most once; they live as long as the channel's history, the newest 10 000 of them. */
  readonly latest?: readonly LatestValue[];
  /** What rankings show of the player whose channel this is, opaque; null forgets it. */
  readonly profile?: string | null;
  /** Leaves channel and position alone when no rank moves: it brings no events and nothing else but `expect` and `ranks`. */
  readonly quiet?: boolean;
}

/** The last value of one key of a channel, opaque. */
export interface LatestValue {
  readonly key: string;
  readonly text: string;
}

/** Named keys, or so many of those replaced last. */
export type LatestQuery = { readonly keys: readonly string[] } | { readonly newest: number };

/** Latest values as of one position, newest first. */
export interface LatestPage extends Offset {
  /** Each with the offset of the publication that brought it. */
  readonly values: readonly (LatestValue & { readonly offset: number })[];
}

export interface Retention {
  /** Publications kept, at least 1. */
  readonly publications: number;
  /** How long after the last commit the history lives, ms. */
  readonly ttlMs: number;
}

/** Remembers a request's result with its effects, so that a repeat changes nothing. */
export interface Once {
  /** Unique per project: operation and the client's idempotency key. */
  readonly key: string;
  /** Tells whether a repeat is the same request. */
  readonly fingerprint: string;
  readonly result: string;
  readonly ttlMs: number;
}

export interface Commit {
  readonly project: ProjectId;
  /** May be empty when only `once` is to be remembered. */
  readonly changes: readonly Change[];
  readonly once?: Once;
  /** Position of the `system:definitions` this was computed with; refused when the store has others. */
  readonly definitions?: Offset;
}

export interface Remembered extends Pick<Once, 'fingerprint' | 'result'> {
  /** As the first commit returned it. */
  readonly ranks?: readonly string[];
}

export type Committed =
  | {
      readonly status: 'committed' /** Where each change went, in order. */;
      readonly positions: readonly Offset[];
      /** What each change with reported `ranks` did, in order, updates that moved nothing included; see `decodeRankMoves`. */
      readonly ranks?: readonly string[];
    }
  | { readonly status: 'repeated'; readonly first: Remembered };

export interface HistoryPage extends Offset {
  /** After the asked position, oldest first, without a hole between them. `epoch`/`offset` are the channel's top. */
  readonly publications: readonly RawPublication[];
  /** `complete`: reaches the top. `partial`: a limit cut it. `lost`: other epoch, beyond the top, or no longer kept; no publications then. */
  readonly reach: 'complete' | 'partial' | 'lost';
}

export interface HistoryQuery {
  readonly after: Offset;
  readonly limit: number;
}

/** Channels: state under compare-and-set, a bounded history, and best-effort live delivery. */
export interface Channels extends Lists {
  /**
   * State and position of one instant. A channel nobody ever wrote has offset 0 and an epoch that lives at least as long as
   * its history would, so a reader of an empty channel can resume from there.
   */
  read(project: ProjectId, channel: ChannelName): Promise<Snapshot>;
  /** Several at once, in order; each is consistent in itself, not with the others. */
  readMany(project: ProjectId, channels: readonly ChannelName[]): Promise<Snapshot[]>;
  /**
   * Applies all changes or none, in one step that no reader can see half done. Each channel's offset grows by one and its
   * publication enters history before any listener gets it.
   * @throws Conflict when a change expected another position; StaleDefinitions; Unavailable (then it may or may not have happened)
   */
  commit(commit: Commit): Promise<Committed>;
  /** The result remembered under a once-key, if any. */
  recall(project: ProjectId, key: string): Promise<Remembered | undefined>;
  /** Publications after a position; also keeps the channel's head alive. */
  history(project: ProjectId, channel: ChannelName, query: HistoryQuery): Promise<HistoryPage>;
  /** Publications before an offset (exclusive; absent: from the top), newest first; for pages of old messages. */
  historyBefore(
    project: ProjectId,
    channel: ChannelName,
    query: { readonly before?: number; readonly limit: number },
  ): Promise<RawPublication[]>;
  /** Latest values and the position they are of: those of some keys, or the newest ones of all keys. Keeps the channel's head alive. */
  latest(project: ProjectId, channel: ChannelName, query: LatestQuery): Promise<LatestPage>;
  /** Empties one publication in place; history then returns it with empty text. Repeating is harmless. */
  redact(project: ProjectId, channel: ChannelName, offset: number): Promise<void>;
  /**
   * Best-effort live publications: may be missing, repeated or out of order; callers must check offsets. Effective once the
   * promise resolves: whatever is committed later is sent. Never calls back synchronously from `listen` or `commit`.
   */
  listen(
    project: ProjectId,
    channel: ChannelName,
    onPublication: (raw: RawPublication) => void,
  ): Promise<Stop>;
  /** Best-effort live publications of all channels with the project's running number, while listened to (the firehose). */
  listenAll(project: ProjectId, onPublication: (raw: RawPublication, seq: number) => void): Promise<Stop>;
  /** Calls back when publications may have been missed (connection restored). */
  onInterrupted(callback: () => void): void;
  /**
   * Starts a new life of the project's epochs because the store lost data: every channel's epoch changes at its next use.
   * Compare-and-set on the life part of `epoch`, so that many nodes noticing at once rotate it once.
   */
  rotateLife(project: ProjectId, epoch: string): Promise<void>;
}

export type Stop = () => Promise<void>;

export interface PresenceEntry {
  readonly online: boolean;
  /** Unix ms of the last time the player was seen connected; undefined when never. */
  readonly lastSeenAt: number | undefined;
}

/** Who is connected, over all nodes. A node that stops renewing is noticed by the others within `PRESENCE_TTL_MS`. */
export interface Presence {
  /** Reports that the first connection of a player came to, or its last left, this node. Batched by the caller. */
  report(
    node: string,
    project: ProjectId,
    changes: ReadonlyMap<PlayerId, boolean>,
    at: number,
  ): Promise<void>;
  /**
   * Says that this node lives; `report` says so, too.
   * @returns false when somebody took the node for dead and forgot it: its players must be reported again
   */
  renew(node: string, at: number): Promise<boolean>;
  find(project: ProjectId, players: readonly PlayerId[], at: number): Promise<Map<PlayerId, PresenceEntry>>;
  /** Number of players online. */
  count(project: ProjectId, at: number): Promise<number>;
  /**
   * Takes over one node that has not renewed: forgets it and returns who was connected there; exactly one caller over all
   * nodes gets each dead node. Undefined when all live.
   */
  reap(at: number): Promise<
    | readonly {
        readonly project: ProjectId;
        readonly players: readonly PlayerId[];
      }[]
    | undefined
  >;
}

/** Short-lived facts all nodes share at once, e.g. revoked tokens. */
export interface Marks {
  /** Sets a mark; a later call replaces value and lifetime. Durable like a commit. */
  put(
    project: ProjectId,
    name: string,
    mark: { readonly value: string; readonly ttlMs: number },
  ): Promise<void>;
  /** Values in the order of the names, undefined where there is none. */
  get(project: ProjectId, names: readonly string[]): Promise<(string | undefined)[]>;
}

/** A node counts as gone when it has not renewed for this long, ms; it renews every third of it. */
export const PRESENCE_TTL_MS = 8_000;

export interface Engine {
  readonly name: 'memory' | 'redis';
  readonly channels: Channels;
  readonly presence: Presence;
  readonly marks: Marks;
  readonly ranks: Ranks;
  /** Whether the store answers now. */
  isUp(): boolean;
  /** Round trip to the store; rejects with Unavailable. */
  ping(): Promise<void>;
  onUpDown(callback: (up: boolean) => void): void;
  close(): Promise<void>;
}

/** A change expected another position than the channel's. */
export class Conflict extends Error {
  override readonly name = 'Conflict';
}

/** The commit was computed with definitions that are not the store's current ones. */
export class StaleDefinitions extends Error {
  override readonly name = 'StaleDefinitions';
}

/** The store does not answer. A commit that failed with this may have happened. */
export class Unavailable extends Error {
  override readonly name = 'Unavailable';
}
