export type Listener<Arguments extends readonly unknown[]> = (...values: Arguments) => void;

/** Listeners by name. One that throws is reported like any uncaught error and hinders nobody else. */
export class Listeners<Events extends Record<string, readonly unknown[]>> {
  readonly #byName = new Map<string, Set<(...values: never) => void>>();

  /** @returns a function that takes the listener away again */
  add<Name extends keyof Events & string>(name: Name, listener: Listener<Events[Name]>): () => void {
    const listeners = this.#byName.get(name) ?? new Set();
    this.#byName.set(name, listeners);
    // A wrapper, so that the same function added twice is called twice and taken away one by one.
    const added: Listener<Events[Name]> = (...values) => listener(...values);
    listeners.add(added);
    return () => void listeners.delete(added);
  }

  emit<Name extends keyof Events & string>(name: Name, ...values: Events[Name]): void {
    for (const listener of [...(this.#byName.get(name) ?? [])]) {
      try {
        // The set under a name only ever gets listeners of that name's arguments.
        (listener as unknown as Listener<Events[Name]>)(...values);
      } catch (error) {
        queueMicrotask(() => {
          throw error;
        });
      }
    }
  }

  clear(): void {
    this.#byName.clear();
  }
}
