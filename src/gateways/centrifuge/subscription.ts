import type { Position } from '../../contract/position.js';
import type { Publication } from '../../contract/publication.js';
import type { EndReason, Opening, Sink } from '../../hub/sink.js';
import type { Outlet } from '../../transport/outlet.js';
import { payloadsOf } from './payloads.js';
import type { PushRoom, Subscriber } from './push-room.js';

export interface SubscriptionParts {
  readonly outlet: Outlet;
  readonly room: PushRoom;
  readonly playerId: string | undefined;
  /** The server ended it: it lost publications that cannot be had any more, or is no longer allowed. */
  readonly onEnded: (reason: EndReason | 'lost') => void;
}

/** One subscription of one connection: until it is answered, what it missed is gathered for the answer. */
export class Subscription implements Sink, Subscriber {
  readonly #parts: SubscriptionParts;
  base: string | undefined;
  opening: Opening | undefined;
  #missed: string[] | undefined = [];

  constructor(parts: SubscriptionParts) {
    this.#parts = parts;
  }

  get outlet(): Outlet {
    return this.#parts.outlet;
  }

  get playerId(): string | undefined {
    return this.#parts.playerId;
  }

  get group(): PushRoom {
    return this.#parts.room;
  }

  send(publication: Publication, afterIndex?: number): void | Promise<void> {
    const { room } = this.#parts;
    if (!this.#missed) return room.send(this, publication, afterIndex);
    for (const payload of payloadsOf(publication, afterIndex)) {
      this.#missed.push(room.inAnswer(this, payload, publication.offset));
    }
  }

  /** What goes into the answer, as JSON texts; from now on publications are pushed. */
  takeMissed(): readonly string[] {
    const missed = this.#missed ?? [];
    this.#missed = undefined;
    return missed;
  }

  joined(): void {
    this.#parts.room.join(this);
  }

  parted(): void {
    this.#parts.room.part(this);
  }

  resync(_snapshot: unknown, _position: Position): void {
    this.#parts.onEnded('lost');
  }

  ended(reason: EndReason): void {
    this.#parts.onEnded(reason);
  }
}
