import type { ChannelKind } from '../contract/ids.js';
import { FanfareError } from './client-error.js';
import type { EventFields, EventName, EventsOf } from './events.js';
import type { Following, SubscriptionStatus } from './following.js';
import type { States } from './states.js';

/** One channel, followed over all connections until closed. */
export interface Subscription<Kind extends ChannelKind> {
  /** The channel's state as of `position`; a new object for every change, undefined until the first answer. */
  readonly state: States[Kind] | undefined;
  readonly status: SubscriptionStatus;
  /** Of the last event handled. */
  readonly position: string | undefined;
  /** Why it ended; undefined while it has not, or when it was closed. */
  readonly error: FanfareError | undefined;
  /**
   * Resolves with the state once there is one.
   * @throws FanfareError when the subscription ends instead
   */
  ready(): Promise<States[Kind]>;
  /** Calls back after changes of state or status, at most once per frame of a page; returns a function that stops it. */
  onChange(listener: () => void): () => void;
  /** Calls back for each event of this channel, in order and once; returns a function that stops it. */
  on<Name extends EventName<EventsOf<Kind>>>(
    name: Name,
    listener: (event: EventFields<Name>) => void,
  ): () => void;
  /** Calls back for every event of this channel; returns a function that stops it. */
  onAny(listener: (name: string, fields: object) => void): () => void;
  close(): void;
}

/** What a caller of `subscribe` gets: a view of a following that others may share. */
export function createSubscription<Kind extends ChannelKind>(
  following: Following,
  onClose: () => void,
): Subscription<Kind> {
  const stops = new Set<() => void>();
  const stopLater = (stop: () => void): (() => void) => {
    stops.add(stop);
    return () => {
      stops.delete(stop);
      stop();
    };
  };
  let isClosed = false;
  // The caller's request was of this kind, and so is the state of its following.
  const stateOf = () => following.state as States[Kind] | undefined;

  return {
    get state() {
      return stateOf();
    },
    get status() {
      return isClosed ? 'ended' : following.status;
    },
    get position() {
      return following.position;
    },
    get error() {
      return following.error;
    },
    ready: () => whenReady(following, stateOf),
    onChange: (listener) => stopLater(following.heard.add('change', listener)),
    on: (name, listener) =>
      stopLater(
        following.heard.add('event', (event, fields) => {
          // The fields of an event are those its name declares.
          if (event === name) listener(fields as never);
        }),
      ),
    onAny: (listener) => stopLater(following.heard.add('event', listener)),
    close() {
      if (isClosed) return;
      isClosed = true;
      for (const stop of stops) stop();
      stops.clear();
      onClose();
    },
  };
}

function whenReady<State>(following: Following, stateOf: () => State | undefined): Promise<State> {
  return new Promise((resolve, reject) => {
    const look = (): boolean => {
      const state = stateOf();
      if (state !== undefined && following.status !== 'ended') resolve(state);
      else if (following.status !== 'ended') return false;
      else reject(following.error ?? new FanfareError('CLOSED', 'The subscription was closed'));
      return true;
    };
    if (look()) return;
    const stop = following.heard.add('change', () => {
      if (look()) stop();
    });
  });
}
