import type { NewEvent } from '../contract/event.js';
import type { ChannelName, PlayerId, ProjectId } from '../contract/ids.js';
import type { Offset } from '../contract/position.js';
import type { Change, LatestValue, Retention, Snapshot } from '../engine/engine.js';

/** What a rule decides about the state of one channel; `transact` turns it into a commit. */
export interface Decision<State, Result> {
  /** The new state; absent: it stays, null: it is deleted. Must not be the old object changed in place. */
  readonly state?: State | null;
  /** What happened, in order. No state and no events: nothing is committed. */
  readonly events: readonly NewEvent[];
  /** What the caller gets; plain JSON, since it is remembered under an idempotency key. */
  readonly result: Result;
  readonly only?: readonly PlayerId[];
  readonly evict?: readonly PlayerId[];
  readonly stay?: readonly PlayerId[];
  readonly listed?: number | false;
  readonly dropHistory?: boolean;
  /** The state lives as long as the channel's history, not until it is deleted. */
  readonly fleeting?: boolean;
  /** How much history to keep; absent: the engine's setting for the channel's kind. */
  readonly keep?: Retention;
  /** Values this replaces among the channel's latest. */
  readonly latest?: readonly LatestValue[];
  /** Offsets of earlier publications of the channel to empty in the same commit. */
  readonly redact?: readonly number[];
  /** What rankings show of the player whose channel this is, opaque; null forgets it. */
  readonly profile?: string | null;
  /** Changes of other channels that must happen in the same commit. */
  readonly others?: readonly Change[];
}

/** How a channel's state becomes text. */
export interface Codec<State> {
  encode(state: State): string;
  decode(text: string): State;
}

/** Which channel a decision is about, and the request it belongs to. */
export interface Target<State> {
  readonly project: ProjectId;
  readonly channel: ChannelName;
  readonly codec: Codec<State>;
  /** Other channels the decision needs to know, read anew for each try; one that `others` changes has to be expected there. */
  readonly beside?: (state: State | undefined) => readonly ChannelName[];
  /** Server time of the request, ms; the commit's `at`. */
  readonly at: number;
  /** The client's idempotency key with its operation, and a fingerprint of the request it must repeat. */
  readonly once?: { readonly key: string; readonly fingerprint: string };
}

export interface Outcome<Result> {
  readonly result: Result;
  /** The result is that of an earlier call with the same idempotency key; nothing was changed. */
  readonly repeated: boolean;
  /** Where the channel and then the `others` went; absent when nothing was committed by this call. */
  readonly positions?: readonly Offset[];
  /** What the `others` did to boards, or did the first time; see `decodeRankMoves`. */
  readonly ranks?: readonly string[];
}

/** The position of the channel a decision is about, and what the target asked for beside it, in order. */
export interface Found extends Offset {
  readonly beside: readonly Snapshot[];
}

/**
 * What happens to a channel that is in a state at a position; what it decides, if anything, is published at the next offset.
 */
export type Decide<State, Result, Definitions> = (
  state: State | undefined,
  definitions: Definitions,
  found: Found,
) => Decision<State, Result>;

/**
 * Loads a channel's state, lets `decide` compute what happens, and commits it; again when another node was faster.
 * `decide` is pure: it may be called several times. Calls for one channel run one after another in this node.
 * @throws what `decide` throws; AppError CONFLICT (idempotency key reused for another request) | UNAVAILABLE
 */
export type Transact<Definitions> = <State, Result>(
  target: Target<State>,
  decide: Decide<State, Result, Definitions>,
) => Promise<Outcome<Result>>;
