import type { Redis } from 'ioredis';
import { Unavailable } from '../engine.js';

/** Waits until replicas have what was written; writes answered in one turn share a question. */
export class ReplicaWait {
  readonly #replicas: number;
  readonly #timeoutMs: number;
  readonly #asked = new WeakMap<Redis, Promise<number>>();

  constructor(replicas: number, timeoutMs: number) {
    this.#replicas = replicas;
    this.#timeoutMs = Math.round(timeoutMs);
  }

  /**
   * Does a write on a connection and waits for its replicas.
   * @throws Unavailable when too few have confirmed in time: the write has happened, but may be lost with this server
   */
  async confirm<Reply>(connection: Redis | undefined, write: () => Promise<Reply>): Promise<Reply> {
    const stream = connection?.stream;
    const reply = await write();
    // Another connection would answer for its own writes only.
    const confirmed = connection && connection.stream === stream ? await this.#ask(connection) : 0;
    if (confirmed < this.#replicas) {
      throw new Unavailable(`only ${confirmed} of ${this.#replicas} replicas have the write`);
    }
    return reply;
  }

  #ask(connection: Redis): Promise<number> {
    let asked = this.#asked.get(connection);
    if (!asked) {
      asked = Promise.resolve().then(() => {
        this.#asked.delete(connection);
        return connection.wait(this.#replicas, this.#timeoutMs);
      });
      this.#asked.set(connection, asked);
    }
    return asked;
  }
}
