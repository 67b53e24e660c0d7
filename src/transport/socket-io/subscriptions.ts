import type { PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { ChannelKind } from '../../contract/ids.js';
import type { SubscribableKind } from '../../hub/channel-kind.js';
import type { Hub } from '../../hub/hub.js';
import type { EndReason, Opening } from '../../hub/sink.js';
import { namespaces } from './namespaces.js';
import type { PlayerSocket } from './player-socket.js';
import type { RoomWriter } from './room-writer.js';
import { SocketSink } from './socket-sink.js';
import { nameOf, type SubscriptionRequest } from './subscription-request.js';

export interface SubscriptionParts {
  readonly hub: Pick<Hub, 'open'>;
  readonly kinds: Readonly<Partial<Record<ChannelKind, SubscribableKind>>>;
  readonly writer: RoomWriter;
  /** Per connection, over all its namespaces. */
  readonly limit: number;
}

/** A subscription that waits for its answer to be written, then goes live. */
export interface OpenedSubscription {
  readonly body: Readonly<Record<string, unknown>>;
  join(): Promise<void>;
}

interface Subscription {
  readonly request: SubscriptionRequest;
  readonly sink: SocketSink;
  /** Of its opening, whose answer need not live as long as the subscription. */
  leave: Opening['close'] | undefined;
}

/**
 * What one socket follows. Callers run `open` one at a time (`PlayerSocket.inTurn`); the end of the socket, of the token or of
 * a membership may come at any moment.
 */
export class Subscriptions {
  readonly #player: PlayerSocket;
  readonly #parts: SubscriptionParts;
  readonly #byKey = new Map<string, Subscription>();
  #isOver = false;

  constructor(player: PlayerSocket, parts: SubscriptionParts) {
    this.#player = player;
    this.#parts = parts;
  }

  /** What the socket follows, as it was asked for. */
  list(): readonly Readonly<Record<string, unknown>>[] {
    return [...this.#byKey.values()].map(({ request }) => request.described);
  }

  /**
   * Replaces a subscription with the same key.
   * @throws AppError RATE_LIMITED over the limit; what the kind's `authorize` throws
   */
  async open(request: SubscriptionRequest): Promise<OpenedSubscription> {
    const { hub, limit } = this.#parts;
    const { connection } = this.#player;
    const kind = this.#kindOf(request);
    const { project } = this.#player.caller;
    const { channel, since, described: options } = request;
    const shape = kind.shape?.({ project, channel, options });
    const before = this.#byKey.get(request.key);
    if (!before && connection.subscriptions >= limit) throw tooMany(limit);

    await kind.authorize(this.#player.caller, request.id);
    if (before) this.#end(before);
    const subscription = this.#reserve(request);
    try {
      if (connection.isBehind) await connection.whenReadable();
      const opening = await hub.open({
        project,
        channel,
        sink: shape ? shape(subscription.sink) : subscription.sink,
        ...(since !== undefined && { since }),
      });
      subscription.leave = opening.close;
      if (this.#byKey.get(request.key) !== subscription) opening.close();
      // Whoever was put out before the answer's position is not told by an eviction after it.
      await kind.authorize(this.#player.caller, request.id);
      return { body: { ...nameOf(request), ...opening.answer }, join: () => opening.join() };
    } catch (error) {
      this.#end(subscription);
      if (before) this.#tellEnd(request, 'replaced');
      throw error;
    }
  }

  close(request: SubscriptionRequest): void {
    const subscription = this.#byKey.get(request.key);
    if (subscription) this.#end(subscription);
  }

  closeAll(): void {
    for (const subscription of [...this.#byKey.values()]) this.#end(subscription);
  }

  /** The socket is gone. */
  dispose(): void {
    this.#isOver = true;
    this.closeAll();
  }

  /**
   * Finds what a new token does not allow.
   * @returns a function that ends those subscriptions
   * @throws AppError UNAVAILABLE when that cannot be told now
   */
  async review(caller: PlayerCaller): Promise<() => void> {
    const lost: Subscription[] = [];
    for (const subscription of this.#byKey.values()) {
      const { request } = subscription;
      try {
        await this.#kindOf(request).authorize(caller, request.id);
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'UNAVAILABLE') throw error;
        lost.push(subscription);
      }
    }
    return () => {
      for (const subscription of lost) this.#finish(subscription, 'revoked');
    };
  }

  #kindOf({ kind }: SubscriptionRequest): SubscribableKind {
    const { namespace } = this.#player;
    const only = namespaces[namespace];
    if (only !== undefined && only !== kind) {
      throw new AppError('VALIDATION_ERROR', {
        message: `${namespace} serves channels of kind ${only} only`,
      });
    }
    const served = this.#parts.kinds[kind];
    if (!served) throw new AppError('NOT_FOUND');
    return served;
  }

  #reserve(request: SubscriptionRequest): Subscription {
    const sink: SocketSink = new SocketSink({
      player: this.#player,
      request,
      writer: this.#parts.writer,
      sharesRoom: () => this.#sharesRoom(subscription),
      onEnded: (reason) => this.#finish(subscription, reason),
    });
    const subscription: Subscription = { request, sink, leave: undefined };
    this.#player.connection.subscriptions += 1;
    this.#byKey.set(request.key, subscription);
    if (this.#isOver) this.#end(subscription);
    return subscription;
  }

  #sharesRoom(one: Subscription): boolean {
    if (this.#byKey.size < 2) return false;
    return [...this.#byKey.values()].some(
      (other) => other !== one && other.sink.isJoined && other.request.channel === one.request.channel,
    );
  }

  /** Idempotent. */
  #end(subscription: Subscription): void {
    const { key } = subscription.request;
    if (this.#byKey.get(key) !== subscription) return;
    this.#byKey.delete(key);
    this.#player.connection.subscriptions -= 1;
    subscription.leave?.();
  }

  #finish(subscription: Subscription, reason: EndReason): void {
    if (this.#byKey.get(subscription.request.key) !== subscription) return;
    this.#end(subscription);
    this.#tellEnd(subscription.request, reason);
  }

  #tellEnd(request: SubscriptionRequest, reason: EndReason | 'replaced'): void {
    this.#player.emit('unsubscribed', { ...nameOf(request), reason });
  }
}

const tooMany = (limit: number): AppError =>
  new AppError('RATE_LIMITED', { message: `At most ${limit} subscriptions per connection` });
