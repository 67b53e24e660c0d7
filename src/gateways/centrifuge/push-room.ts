import type { ProjectId } from '../../contract/ids.js';
import type { Publication } from '../../contract/publication.js';
import type { Group } from '../../hub/sink.js';
import type { Metrics } from '../../observe.js';
import type { Outlet } from '../../transport/outlet.js';
import { textFrames } from '../../transport/websocket/text-frames.js';
import { textDelta } from './deltas.js';
import { payloadsOf } from './payloads.js';

/** One subscription of one connection, as a room knows it. */
export interface Subscriber {
  readonly outlet: Outlet;
  /** The payload this subscription was sent last, which a delta can build on; undefined before the first. */
  base: string | undefined;
}

export interface PushRoomParts {
  /** As its clients call it. */
  readonly channel: string;
  /** Whether its subscribers take differences to what they have. */
  readonly withDeltas: boolean;
  readonly metrics: Pick<Metrics, 'deliveries'>;
}

/** Subscriptions of one channel under one name. Each push is encoded once for all who have the same base. */
export class PushRoom implements Group {
  readonly #parts: PushRoomParts;
  readonly #members = new Set<Subscriber>();

  constructor(parts: PushRoomParts) {
    this.#parts = parts;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  join(subscriber: Subscriber): void {
    this.#members.add(subscriber);
  }

  part(subscriber: Subscriber): void {
    this.#members.delete(subscriber);
  }

  broadcast(_project: ProjectId, publication: Publication): void {
    const payloads = payloadsOf(publication);
    if (payloads.length === 0) return;
    this.#parts.metrics.deliveries.inc(this.#members.size * payloads.length);
    const framesByBase = new Map<string | undefined, Buffer>();
    for (const member of this.#members) {
      const base = this.#parts.withDeltas ? member.base : undefined;
      let frames = framesByBase.get(base);
      if (!frames) {
        frames = this.#encode(payloads, publication.offset, base);
        framesByBase.set(base, frames);
      }
      this.#remember(member, payloads);
      member.outlet.write(frames);
    }
  }

  /** Sends one subscription a publication it missed, or one that is for it alone. */
  send(subscriber: Subscriber, publication: Publication, afterIndex?: number): void | Promise<void> {
    const payloads = payloadsOf(publication, afterIndex);
    if (payloads.length === 0) return;
    this.#parts.metrics.deliveries.inc(payloads.length);
    const { outlet, base } = subscriber;
    const frames = this.#encode(payloads, publication.offset, this.#parts.withDeltas ? base : undefined);
    this.#remember(subscriber, payloads);
    if (this.#members.has(subscriber)) return outlet.write(frames);
    outlet.writeOwn(frames);
    if (outlet.isBehind) return outlet.whenReadable();
  }

  /** What a subscribe answer carries, as JSON text: always whole. */
  inAnswer(subscriber: Subscriber, payload: string, offset: number): string {
    this.#remember(subscriber, [payload]);
    return this.#publication(payload, { offset, base: undefined });
  }

  #remember(subscriber: Subscriber, payloads: readonly string[]): void {
    if (this.#parts.withDeltas) subscriber.base = payloads.at(-1);
  }

  /** All payloads of a commit share its offset, so they go out in one message: a client has all of them or none. */
  #encode(payloads: readonly string[], offset: number, base: string | undefined): Buffer {
    const channel = JSON.stringify(this.#parts.channel);
    const lines = payloads.map((payload, index) => {
      const before = index === 0 ? base : this.#parts.withDeltas ? payloads[index - 1] : undefined;
      return `{"push":{"channel":${channel},"pub":${this.#publication(payload, { offset, base: before })}}}`;
    });
    return textFrames([lines.join('\n')]);
  }

  #publication(
    payload: string,
    { offset, base }: { readonly offset: number; readonly base: string | undefined },
  ): string {
    if (!this.#parts.withDeltas) return `{"data":${payload},"offset":${offset}}`;
    const delta = base === undefined ? undefined : textDelta(base, payload);
    if (delta === undefined) return `{"data":${JSON.stringify(payload)},"offset":${offset}}`;
    return `{"data":${JSON.stringify(delta)},"offset":${offset},"delta":true}`;
  }
}
