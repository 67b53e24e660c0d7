import type { Entry } from '../entries.js';
import type { Client } from './client.js';

/** All nodes consume as this group. */
const GROUP = 'fanfare';
/** Entries taken in one go. */
const BATCH = 100;
/** Shorter than any command timeout. */
const BLOCK_MS = 500;
/** A consumer that left nothing behind is forgotten after this long. */
const FORGOTTEN_MS = 3_600_000;

type RawEntry = readonly [id: string, fields: readonly string[] | null];

/** One Redis Stream as one consumer of the group sees it. */
export class EntryLog {
  readonly #client: Client;
  readonly #name: string;
  readonly #consumer: string;

  constructor(client: Client, name: string, consumer: string) {
    this.#client = client;
    this.#name = name;
    this.#consumer = consumer;
  }

  /** Makes sure of the group, which begins at the first entry. */
  async begin(): Promise<void> {
    try {
      await this.#client.xgroup('CREATE', this.#name, GROUP, '0', 'MKSTREAM');
    } catch (error) {
      if (!(error instanceof Error && error.message.startsWith('BUSYGROUP'))) throw error;
    }
  }

  /** Waits a moment for entries nobody has taken. */
  async take(): Promise<Entry[]> {
    const reply = await this.#client.xreadgroup(
      'GROUP',
      GROUP,
      this.#consumer,
      'COUNT',
      BATCH,
      'BLOCK',
      BLOCK_MS,
      'STREAMS',
      this.#name,
      '>',
    );
    // Undocumented in the types: a list of streams, each its name and its entries.
    const streams = (reply ?? []) as readonly (readonly [string, readonly RawEntry[]])[];
    return streams.flatMap(([, entries]) => entries.map(entryOf));
  }

  /** Takes over entries whose consumer fell silent, and forgets consumers that left nothing behind. */
  async claim(idleMs: number): Promise<Entry[]> {
    const claimed: Entry[] = [];
    let cursor = '0-0';
    do {
      const reply = await this.#client.xautoclaim(
        this.#name,
        GROUP,
        this.#consumer,
        idleMs,
        cursor,
        'COUNT',
        BATCH,
      );
      const [next, entries] = reply as [string, readonly RawEntry[]];
      claimed.push(...entries.map(entryOf));
      cursor = next;
    } while (cursor !== '0-0' && claimed.length < BATCH);
    await this.#forgetConsumers();
    return claimed;
  }

  async acknowledge(id: string): Promise<void> {
    await this.#client.xack(this.#name, GROUP, id);
  }

  /** Puts an entry aside before it is acknowledged: a node that dies in between leaves it there twice rather than never. */
  async setAside({ id, fields }: Entry, error: string): Promise<void> {
    await this.#client.xadd(`${this.#name}:dead`, '*', ...[...fields].flat(), 'error', error, 'id', id);
    await this.acknowledge(id);
  }

  async #forgetConsumers(): Promise<void> {
    const consumers = (await this.#client.xinfo(
      'CONSUMERS',
      this.#name,
      GROUP,
    )) as readonly (readonly unknown[])[];
    for (const fields of consumers) {
      const { name, pending, idle } = Object.fromEntries(pairs(fields));
      if (Number(pending) > 0 || Number(idle) < FORGOTTEN_MS) continue;
      await this.#client.xgroup('DELCONSUMER', this.#name, GROUP, String(name));
    }
  }
}

/** An entry that was deleted while it was pending has no fields. */
const entryOf = ([id, fields]: RawEntry): Entry => ({
  id,
  fields: new Map(pairs(fields ?? []) as [string, string][]),
});

const pairs = (list: readonly unknown[]): [unknown, unknown][] =>
  Array.from({ length: Math.floor(list.length / 2) }, (_, index) => [list[2 * index], list[2 * index + 1]]);
