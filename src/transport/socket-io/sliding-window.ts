/** Lets at most `limit` through in any `windowMs`, exactly: a ring of the last `limit` times something was let through. */
export class SlidingWindow {
  readonly #times: Float64Array;
  readonly #windowMs: number;
  #oldest = 0;

  constructor(limit: number, windowMs: number) {
    this.#times = new Float64Array(limit).fill(Number.NEGATIVE_INFINITY);
    this.#windowMs = windowMs;
  }

  /**
   * @param now - a clock that never goes back, ms
   * @returns 0 when it is let through, else how long to wait, ms
   */
  take(now: number): number {
    const free = (this.#times[this.#oldest] ?? 0) + this.#windowMs;
    if (now < free) return free - now;
    this.#times[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#times.length;
    return 0;
  }
}
