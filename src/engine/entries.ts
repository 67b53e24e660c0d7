/** An entry of a log that others write. */
export interface Entry {
  /** Unique in its log. */
  readonly id: string;
  readonly fields: ReadonlyMap<string, string>;
}

export interface EntryHandler {
  /** Applies an entry. It may get one again that was applied already, by this node or another. */
  apply(log: string, entry: Entry): Promise<void>;
  /** Whether an error passes by itself, so that trying is no use yet and does not count. */
  isPassing(error: unknown): boolean;
  /** An entry was set aside. */
  onDead(log: string, entry: Entry, error: unknown): void;
}

/** Logs of entries that others write into the store, consumed by all nodes together. */
export interface EntrySource {
  /**
   * Takes part in consuming logs from their very first entry. Each entry goes to one node; it is acknowledged once it was
   * applied, tried `ENTRY_TRIES` times when that fails, and then put into the log `<name>:dead` with its `error` and its `id`.
   * Entries of a node that fell silent go to another after `claimAfterMs`. A node applies its entries one after another.
   */
  consume(logs: readonly string[], handler: EntryHandler, claimAfterMs: number): EntryConsumer;
}

export interface EntryConsumer {
  /** Takes no more entries and finishes the one it is at. */
  close(): Promise<void>;
}

/** How often an entry that fails is tried before it is set aside. */
export const ENTRY_TRIES = 5;
