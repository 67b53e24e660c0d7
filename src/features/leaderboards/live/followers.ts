import type { BoardSink } from './board-sink.js';

/**
 * Who follows a window. A connection that follows it twice, by its key and as the current one, is led by the first of the two:
 * what everybody gets, it gets through that one only.
 */
export class Followers {
  readonly #leading = new Set<BoardSink>();
  readonly #byConnection = new Map<object, BoardSink>();
  /** By those that lead them. */
  readonly #led = new Map<BoardSink, BoardSink>();

  get isEmpty(): boolean {
    return this.#leading.size === 0;
  }

  /** One per connection. */
  get leading(): ReadonlySet<BoardSink> {
    return this.#leading;
  }

  all(): BoardSink[] {
    return [...this.#leading, ...this.#led.values()];
  }

  leaderOf(sink: BoardSink): BoardSink | undefined {
    const { connection } = sink.transport;
    return connection === undefined ? undefined : this.#byConnection.get(connection);
  }

  add(sink: BoardSink): void {
    const leader = this.leaderOf(sink);
    if (leader) this.#led.set(leader, sink);
    else this.#lead(sink);
  }

  /** @returns who leads the connection from now on, when it was led by the one that goes and has another */
  delete(sink: BoardSink): BoardSink | undefined {
    const leader = this.leaderOf(sink);
    if (leader && leader !== sink) {
      this.#led.delete(leader);
      return undefined;
    }
    const heir = this.#led.get(sink);
    this.#led.delete(sink);
    this.#leading.delete(sink);
    const { connection } = sink.transport;
    if (connection !== undefined) this.#byConnection.delete(connection);
    if (heir) this.#lead(heir);
    return heir;
  }

  #lead(sink: BoardSink): void {
    this.#leading.add(sink);
    const { connection } = sink.transport;
    if (connection !== undefined) this.#byConnection.set(connection, sink);
  }
}
