/** Lets at most `limit` through in any `windowMs`, exactly: a ring of the last `limit` times something was let through. */
export class SlidingWindow {
  // Grows up to the limit: most connections never get there.
  readonly #times: number[] = [];
  readonly #limit: number;
  readonly #windowMs: number;
  #oldest = 0;

  constructor(limit: number, windowMs: number) {
    this.#limit = limit;
    this.#windowMs = windowMs;
  }

  /**
   * @param now - a clock that never goes back, ms
   * @returns 0 when it is let through, else how long to wait, ms
   */
  take(now: number): number {
    if (this.#times.length < this.#limit) {
      this.#times.push(now);
      return 0;
    }
    const free = (this.#times[this.#oldest] ?? 0) + this.#windowMs;
    if (now < free) return free - now;
    this.#times[this.#oldest] = now;
    this.#oldest = (this.#oldest + 1) % this.#limit;
    return 0;
  }
}
