/** A bounded memory of values by key; the one put there longest ago is forgotten first. */
export interface Recent<Value> {
  /** Returns a value and forgets it, so that whoever took it must put back what is known to be true. */
  take(key: string): Value | undefined;
  /** Returns a value and leaves it where it is: cheaper, for what is read far more often than it changes. */
  get(key: string): Value | undefined;
  put(key: string, value: Value): void;
}

export function createRecent<Value>(limit: number): Recent<Value> {
  const values = new Map<string, Value>();

  return {
    take(key) {
      const value = values.get(key);
      if (value !== undefined) values.delete(key);
      return value;
    },
    get: (key) => values.get(key),
    put(key, value) {
      values.set(key, value);
      if (values.size <= limit) return;
      const [oldest] = values.keys();
      if (oldest !== undefined) values.delete(oldest);
    },
  };
}
