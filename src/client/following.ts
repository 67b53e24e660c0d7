import type { ChannelKind } from '../contract/ids.js';
import { createBatch } from './batch.js';
import type { FanfareError } from './client-error.js';
import { Listeners } from './listeners.js';
import { reducers } from './reducers/reducers.js';
import type { ReduceContext, Reducer, States } from './states.js';
import { idOf, keyOf, type SubscriptionRequest } from './subscription-request.js';

/** `loading`: no state yet. `live`: every event arrives. `stale`: the connection is down, the state is what it was. `ended`: over. */
export type SubscriptionStatus = 'loading' | 'live' | 'stale' | 'ended';

export type AnyState = States[ChannelKind];

/** What the server says when a subscription begins or goes on. */
export interface Opened {
  readonly position: string;
  readonly recovered: boolean;
  readonly snapshot?: unknown;
}

interface Heard extends Record<string, readonly unknown[]> {
  readonly change: [];
  readonly event: [name: string, fields: object];
}

/** The reducer of a kind with its types erased: followings of all kinds are handled alike. */
interface ErasedReducer extends Pick<Reducer<never>, 'begin'> {
  readonly events: Readonly<
    Record<string, (state: AnyState, event: object, context: ReduceContext) => AnyState>
  >;
  expiresAt?(state: AnyState): number | undefined;
  expire?(state: AnyState, now: number): AnyState;
}

/** One channel the client follows over all its connections: where it stands in history, and the state at that point. */
export class Following {
  readonly key: string;
  readonly kind: ChannelKind;
  readonly id: string;
  request: SubscriptionRequest;
  status: SubscriptionStatus = 'loading';
  state: AnyState | undefined;
  /** Of the last event that was handled, or of the snapshot. */
  position: string | undefined;
  error: FanfareError | undefined;
  /** Subscriptions that share it. */
  users = 0;
  /** Failed attempts in a row. */
  failures = 0;
  readonly heard = new Listeners<Heard>();
  readonly #context: ReduceContext;
  readonly #reducer: ErasedReducer;
  #expiry: ReturnType<typeof setTimeout> | undefined;
  readonly #announce = createBatch(() => this.heard.emit('change'));

  constructor(request: SubscriptionRequest, context: ReduceContext) {
    this.request = request;
    this.key = keyOf(request);
    this.kind = request.channel;
    this.id = idOf(request.channel, request);
    this.#context = context;
    // Each kind's events only ever reach the following of that kind.
    this.#reducer = reducers[request.channel] as unknown as ErasedReducer;
  }

  /** What to ask the server for: from the last position on when there is one. */
  get item(): SubscriptionRequest & { readonly since?: string } {
    return this.position === undefined ? this.request : { ...this.request, since: this.position };
  }

  opened({ position, recovered, snapshot }: Opened): void {
    this.failures = 0;
    this.position = position;
    if (!recovered) this.#become(this.#reducer.begin(snapshot));
    this.#turn('live');
  }

  resync(snapshot: unknown, position: string): void {
    this.position = position;
    this.#become(this.#reducer.begin(snapshot));
  }

  /** Takes one event: position and state move in the same step, so that neither is ever ahead of the other. */
  take(name: string, fields: { readonly position?: string }): void {
    this.position = fields.position ?? this.position;
    const reduce = Object.hasOwn(this.#reducer.events, name) ? this.#reducer.events[name] : undefined;
    if (reduce && this.state) this.#become(reduce(this.state, fields, this.#context));
    this.heard.emit('event', name, fields);
  }

  /** Changes the state by what the client learned on its own. */
  amend(changes: object): void {
    if (this.state) this.#become({ ...this.state, ...changes });
  }

  lost(): void {
    if (this.status === 'live') this.#turn('stale');
  }

  end(error?: FanfareError): void {
    clearTimeout(this.#expiry);
    this.error = error;
    this.#turn('ended');
  }

  #become(state: AnyState): void {
    this.state = state;
    this.#announce();
    this.#planExpiry();
  }

  #turn(status: SubscriptionStatus): void {
    if (this.status === status) return;
    this.status = status;
    this.#announce();
  }

  #planExpiry(): void {
    clearTimeout(this.#expiry);
    const at = this.state && this.#reducer.expiresAt?.(this.state);
    if (at === undefined) return;
    const run = () => {
      if (this.state && this.#reducer.expire) this.#become(this.#reducer.expire(this.state, Date.now()));
    };
    this.#expiry = setTimeout(run, Math.max(10, at - Date.now()));
  }
}
