import type { ChannelName, PlayerId, ProjectId } from '../contract/ids.js';
import type { Offset, Position } from '../contract/position.js';
import type { Publication } from '../contract/publication.js';

/** Why a subscription ended without the client asking. */
export type EndReason = 'evicted' | 'revoked';

/**
 * One subscription of one connection (a Socket.IO socket, a WebSocket, an SSE response) as the hub sees it. The hub calls
 * `send` for publications this sink gets alone, and the group's `broadcast` for what all joined sinks of the group get.
 */
export interface Sink {
  /** Whose connection it is; decides about `only`, `evict` and `stay`. */
  readonly playerId: PlayerId | undefined;
  /** The same for all sinks of one connection, so that it gets once what is for several of them; absent: it has no other. */
  readonly connection?: object;
  /** Delivers to all joined sinks of one kind at once, e.g. a Socket.IO room; absent: every publication comes through `send`. */
  readonly group?: Group;
  /** What it sees of the channel before anything live; absent: what the channel's kind shows everybody. */
  readonly readView?: ReadView;
  /**
   * Sends one publication to this sink alone; events up to and including `afterIndex` were handled already.
   * During catch-up the hub awaits a returned promise, which is the sink's way to set the pace.
   */
  send(publication: Publication, afterIndex?: number): void | Promise<void>;
  /** Called synchronously when the sink has been sent everything up to the feed's position; the group serves it from now on, or `send` does when it is served `alone`. */
  joined(at: Offset, how?: 'alone'): void;
  /** Called synchronously when the group must no longer serve it: it left, was evicted, or has to catch up again. */
  parted(): void;
  /** How many events of a publication it gets; absent: all after `afterIndex`. */
  countOf?(publication: Publication, afterIndex?: number): number;
  /** The server could not bridge a gap: the client must take this state instead. */
  resync(snapshot: unknown, position: Position): void;
  /** The subscription is over; nothing follows. */
  ended(reason: EndReason): void;
}

/** Sinks of one kind that a single emit reaches. */
export interface Group {
  /** Sends to every sink of this group that has joined the channel. */
  broadcast(project: ProjectId, publication: Publication): void;
}

/** State of a channel as of exactly `position`, as one viewer may see it. */
export interface View {
  readonly snapshot: unknown;
  readonly position: Position;
}

/** Computes what a new subscriber of a channel sees; each feature provides it for its kind of channel. */
export type ReadView = (
  project: ProjectId,
  channel: ChannelName,
  viewer: PlayerId | undefined,
) => Promise<View>;

/** What a subscriber is told, see contract 4.1. */
export interface Opened {
  readonly position: string;
  readonly recovered: boolean;
  /** Events sent before this answer. */
  readonly replayed: number;
  /** Only when not recovered. */
  readonly snapshot?: unknown;
}

/** A subscription between its answer and its going live. */
export interface Opening {
  readonly answer: Opened;
  /**
   * Sends what came after the answer's position and goes live. Call it right after the answer was written, so that nothing
   * newer overtakes the answer.
   */
  join(): Promise<void>;
  /** Ends the subscription, in whatever state it is; idempotent. */
  close(): void;
}

/** Whether a publication's `only` lets a sink have it. */
export const mayReceive = ({ playerId }: Sink, only: readonly string[] | undefined): boolean =>
  only === undefined || (playerId !== undefined && only.includes(playerId));

/** Whether a publication's `evict` or `stay` ends a sink's subscription. */
export const isEvicted = (
  { playerId }: Sink,
  { evict, stay }: Pick<Publication, 'evict' | 'stay'>,
): boolean =>
  (evict !== undefined && playerId !== undefined && evict.includes(playerId)) ||
  (stay !== undefined && (playerId === undefined || !stay.includes(playerId)));
