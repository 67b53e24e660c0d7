import type { TargetName } from '../wire.js';
import type { PlainKind } from './plain-socket.js';

/** Opens sockets, in addition to those that are open, and waits until every one has joined its room. */
export interface ConnectOrder {
  readonly kind: 'connect';
  readonly url: string;
  readonly target: TargetName;
  readonly project: string;
  /** Number of the first player. */
  readonly first: number;
  readonly count: number;
  /** The players are spread over these in equal runs; absent: each joins a room of its own. */
  readonly rooms?: readonly string[];
  /** Listens without Socket.IO. */
  readonly plain?: PlainKind;
}

export type Workload =
  /** `isPlain`: whoever listens does so without Socket.IO. */
  | { readonly kind: 'room'; readonly room: string; readonly isPlain?: boolean }
  /** Members of the rooms write by turns. */
  | { readonly kind: 'chat'; readonly rooms: readonly string[] }
  | {
      readonly kind: 'players';
      readonly eventType: string;
      readonly players: number;
      readonly batch: number;
    };

/** A publish counts as outstanding until it is answered and delivered to everybody. */
export type Pace = { readonly outstanding: number } | { readonly perSecond: number };

/** Publishes for a while, then waits until all of it has arrived. */
export interface WindowOrder {
  readonly kind: 'window';
  readonly url: string;
  readonly target: TargetName;
  readonly project: string;
  readonly workload: Workload;
  readonly pace: Pace;
  readonly seconds: number;
  /** Nobody listens: an event is done when it is answered. */
  readonly unheard?: boolean;
}

/** Plays lobbies from beginning to end over REST: created, joined by two, left by one, closed. */
export interface LobbiesOrder {
  readonly kind: 'lobbies';
  readonly url: string;
  readonly project: string;
  readonly count: number;
  readonly outstanding: number;
}

export type Order = ConnectOrder | WindowOrder | LobbiesOrder;

export interface Connected {
  readonly elapsedMs: number;
}

export interface Window {
  /** Events sent (a batch counts as many as it holds). */
  readonly events: number;
  readonly deliveries: number;
  /** From the first send until everything had arrived. */
  readonly elapsedMs: number;
  readonly lost: number;
  /** Delivered again, or never sent. */
  readonly duplicated: number;
  /** Sockets of one room saw different orders. */
  readonly disordered: number;
  /** Calls that were not answered with success. */
  readonly refused: number;
  /** Sockets the server closed. */
  readonly closed: number;
  readonly p50Ms: number;
  readonly p99Ms: number;
  /** Share of one core the load process used. */
  readonly busy: number;
}

export interface LobbiesPlayed {
  readonly elapsedMs: number;
  /** Lobbies of which a call was not answered with success. */
  readonly refused: number;
}

/** What the load process says back: that it listens, then one answer for each order. */
export type Answer = { readonly ready: true } | { readonly result: unknown } | { readonly error: string };
