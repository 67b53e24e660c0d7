import { AppError } from '../contract/errors.js';
import type { NewEvent } from '../contract/event.js';
import type { ChannelName, PlayerId, ProjectId } from '../contract/ids.js';
import { type Channels, type LatestValue, type Retention, Unavailable } from '../engine/engine.js';
import type { Metrics } from '../observe.js';
import type { Outcome, Target } from './decision.js';
import { onceOf, repeatOf, storedEvent } from './stored.js';

/** What is added to a channel whatever its state is. */
export interface Addition<Result> {
  readonly events: readonly NewEvent[];
  /** What the caller gets; plain JSON, since it is remembered under an idempotency key. */
  readonly result: Result;
  readonly only?: readonly PlayerId[];
  readonly keep?: Retention;
  /** Values this replaces among the channel's latest. */
  readonly latest?: readonly LatestValue[];
}

/** Where to add, and the request it belongs to. */
export interface Place extends Pick<Target<unknown>, 'at' | 'once'> {
  readonly project: ProjectId;
  readonly channel: ChannelName;
}

/**
 * Publishes on a channel without looking at its state: never conflicts.
 * @throws AppError CONFLICT (idempotency key reused for another request) | UNAVAILABLE
 */
export type Append = <Result>(place: Place, addition: Addition<Result>) => Promise<Outcome<Result>>;

export interface AppendParts {
  readonly channels: Channels;
  readonly metrics: Pick<Metrics, 'commits'>;
  /** How long a result is remembered under its idempotency key, ms. */
  readonly onceTtlMs: number;
}

export const createAppend =
  ({ channels, metrics, onceTtlMs }: AppendParts): Append =>
  async ({ project, channel, at, once }, { events, result, only, keep, latest }) => {
    const publication = {
      at,
      events: events.map((event) => storedEvent(channel, event, at)),
      ...(only ? { only } : {}),
    };
    const commit = {
      project,
      changes: [{ channel, publication, ...(keep ? { keep } : {}), ...(latest?.length ? { latest } : {}) }],
      ...(once ? { once: onceOf(once, result, onceTtlMs) } : {}),
    };
    const committed = await channels.commit(commit).catch((error: unknown) => {
      throw error instanceof Unavailable ? new AppError('UNAVAILABLE', { cause: error }) : error;
    });
    if (committed.status === 'repeated') return repeatOf(once, committed.first);
    metrics.commits.inc();
    return { result, repeated: false };
  };
