interface Entry<Value> {
  readonly value: Value;
  readonly until: number;
}

/** A map whose entries end by themselves: unseen from their time on, and out of memory at the next sweep. */
export class Expiring<Value> {
  readonly #entries = new Map<string, Entry<Value>>();

  get(key: string): Value | undefined {
    const entry = this.#entries.get(key);
    return entry && entry.until > Date.now() ? entry.value : undefined;
  }

  set(key: string, value: Value, ttlMs: number): void {
    this.#entries.set(key, { value, until: Date.now() + ttlMs });
  }

  sweep(now: number): void {
    for (const [key, { until }] of this.#entries) if (until <= now) this.#entries.delete(key);
  }
}
