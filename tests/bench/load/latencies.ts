const BUCKET_MS = 0.01;
const LONGEST_MS = 5_000;

/** Counts durations in buckets of 10 µs; longer ones than 5 s count as 5 s. */
export class Latencies {
  readonly #buckets = new Uint32Array(LONGEST_MS / BUCKET_MS + 1);
  #count = 0;

  add(durationMs: number): void {
    const bucket = Math.min(Math.max(0, Math.floor(durationMs / BUCKET_MS)), this.#buckets.length - 1);
    this.#buckets[bucket] = (this.#buckets[bucket] ?? 0) + 1;
    this.#count += 1;
  }

  /** The duration that this share of all stays below, ms; 0 when nothing was counted. */
  quantile(share: number): number {
    let left = this.#count * share;
    for (const [bucket, count] of this.#buckets.entries()) {
      left -= count;
      if (left <= 0) return this.#count === 0 ? 0 : (bucket + 1) * BUCKET_MS;
    }
    return LONGEST_MS;
  }
}
