import type { Publication } from '../../../contract/publication.js';
import type { BoardSink } from './board-sink.js';

/** The subscriptions that a connection has of one board, each of another window: what is for several of them is sent once. */
export class Companions {
  readonly #byConnection = new WeakMap<object, Map<string, BoardSink>>();

  /** Repeating it is harmless. */
  enter(sink: BoardSink): void {
    const { connection } = sink.transport;
    if (connection === undefined) return;
    const known = this.#byConnection.get(connection) ?? new Map<string, BoardSink>();
    this.#byConnection.set(connection, known.set(keyOf(sink), sink));
  }

  leave(sink: BoardSink): void {
    const known = this.#of(sink);
    if (known?.get(keyOf(sink)) === sink) known.delete(keyOf(sink));
  }

  /** Whether the connection was sent a publication through another of its subscriptions. */
  haveSent(sink: BoardSink, publication: Publication): boolean {
    for (const other of this.#of(sink)?.values() ?? []) {
      if (other !== sink && other.hasSent(publication)) return true;
    }
    return false;
  }

  #of({ transport: { connection } }: BoardSink): Map<string, BoardSink> | undefined {
    return connection === undefined ? undefined : this.#byConnection.get(connection);
  }
}

const keyOf = ({ wish }: BoardSink): string => wish.window ?? '';
