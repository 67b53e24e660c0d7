import { Latencies } from './latencies.js';

/** One HTTP call and everything that has to arrive because of it. */
export interface Publish {
  readonly sentAtMs: number;
  /** Deliveries and the answer that are still to come. */
  missing: number;
  readonly onDone: () => void;
}

interface Expected {
  readonly publish: Publish;
  /** Which sockets of a room have it; absent when only one socket is to get it. */
  readonly seen?: Uint8Array;
  missing: number;
}

/** Keeps the books of one window: what has to arrive where, what has, what came twice. */
export class Tally {
  readonly latencies = new Latencies();
  deliveries = 0;
  duplicated = 0;
  refused = 0;
  readonly #expected = new Map<number, Expected>();

  /** @param key - tells the event apart from all others of the process */
  expect(key: number, publish: Publish, roomSize?: number): void {
    const seen = roomSize === undefined ? {} : { seen: new Uint8Array(roomSize) };
    const missing = roomSize ?? 1;
    publish.missing += missing;
    this.#expected.set(key, { publish, missing, ...seen });
  }

  arrived(key: number, socket: number, atMs: number): void {
    const expected = this.#expected.get(key);
    if (!expected || expected.seen?.[socket] === 1) {
      this.duplicated += 1;
      return;
    }
    if (expected.seen) expected.seen[socket] = 1;
    expected.missing -= 1;
    if (expected.missing === 0) this.#expected.delete(key);
    this.deliveries += 1;
    this.latencies.add(atMs - expected.publish.sentAtMs);
    this.settle(expected.publish);
  }

  /** One delivery or the answer of a publish is there. */
  settle(publish: Publish): void {
    publish.missing -= 1;
    if (publish.missing === 0) publish.onDone();
  }

  get lost(): number {
    let lost = 0;
    for (const { missing } of this.#expected.values()) lost += missing;
    return lost;
  }
}
