import { randomUUID } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import {
  ENTRY_TRIES,
  type Entry,
  type EntryConsumer,
  type EntryHandler,
  type EntrySource,
} from '../entries.js';
import type { Client } from './client.js';
import { EntryLog } from './entry-log.js';

const RETRY_MS = 50;
/** While the store is away, or what an entry needs is. */
const AWAY_MS = 250;

/** Redis Streams, each consumed over a connection of its own, since waiting for entries blocks it. */
export const createEntrySource = (connect: () => Client): EntrySource => ({
  consume(logs, handler, claimAfterMs) {
    const consumer = `node-${randomUUID()}`;
    const workers = logs.map(
      (name) => new Worker({ name, handler, claimAfterMs, log: new EntryLog(connect(), name, consumer) }),
    );
    const running = workers.map((worker) => worker.run());
    return {
      async close() {
        for (const worker of workers) worker.stop();
        await Promise.all(running);
      },
    } satisfies EntryConsumer;
  },
});

interface WorkerParts {
  readonly name: string;
  readonly log: EntryLog;
  readonly handler: EntryHandler;
  readonly claimAfterMs: number;
}

class Worker {
  readonly #parts: WorkerParts;
  #isStopped = false;
  #hasBegun = false;
  #claimedAt = Number.NEGATIVE_INFINITY;

  constructor(parts: WorkerParts) {
    this.#parts = parts;
  }

  stop(): void {
    this.#isStopped = true;
  }

  /** Never rejects. */
  async run(): Promise<void> {
    while (!this.#isStopped) {
      try {
        for (const entry of await this.#next()) await this.#work(entry);
      } catch {
        // The store is away, or somebody deleted the log and the group with it.
        this.#hasBegun = false;
        await delay(AWAY_MS);
      }
    }
  }

  async #next(): Promise<Entry[]> {
    const { log, claimAfterMs } = this.#parts;
    if (!this.#hasBegun) await log.begin();
    this.#hasBegun = true;
    const now = performance.now();
    if (now - this.#claimedAt < claimAfterMs / 4) return log.take();
    const claimed = await log.claim(claimAfterMs);
    // A full batch may not have been all of it.
    if (claimed.length === 0) this.#claimedAt = now;
    return claimed;
  }

  /** What is left of a batch when it stops is claimed by another node. */
  async #work(entry: Entry): Promise<void> {
    if (this.#isStopped) return;
    const { name, log, handler } = this.#parts;
    for (let tries = 1; ; ) {
      try {
        await handler.apply(name, entry);
        return await log.acknowledge(entry.id);
      } catch (error) {
        if (handler.isPassing(error)) {
          if (this.#isStopped) return;
          await delay(AWAY_MS);
        } else if (tries < ENTRY_TRIES) {
          await delay(RETRY_MS * 2 ** tries++);
        } else {
          await log.setAside(entry, error instanceof Error ? error.message : String(error));
          return handler.onDead(name, entry, error);
        }
      }
    }
  }
}
