import type { ProjectId } from '../contract/ids.js';
import type { Position } from '../contract/position.js';
import type { Publication } from '../contract/publication.js';
import type { EndReason, Group, ReadView, Sink } from '../hub/sink.js';
import type { Metrics } from '../observe.js';
import type { Outlet } from '../transport/outlet.js';

export interface RoomParts {
  /** The messages a publication becomes, those of events up to and including `afterIndex` left out. */
  readonly translate: (publication: Publication, afterIndex?: number) => readonly string[];
  /** Puts messages into the bytes that go out. */
  readonly encode: (messages: readonly string[]) => Buffer;
  readonly metrics: Pick<Metrics, 'deliveries'>;
}

/**
 * Connections that get the same. Each message is encoded once for all of them, and what they are to get within one turn of
 * the event loop goes out as one write each.
 */
export class Room implements Group {
  readonly #parts: RoomParts;
  readonly #members = new Set<Outlet>();
  #waiting: string[] = [];
  #scheduled: NodeJS.Immediate | undefined;

  constructor(parts: RoomParts) {
    this.#parts = parts;
  }

  get isEmpty(): boolean {
    return this.#members.size === 0;
  }

  broadcast(_project: ProjectId, publication: Publication): void {
    const messages = this.#parts.translate(publication);
    if (messages.length === 0) return;
    this.#waiting.push(...messages);
    this.#scheduled ??= setImmediate(() => this.flush());
  }

  join(outlet: Outlet): void {
    this.flush();
    this.#members.add(outlet);
  }

  part(outlet: Outlet): void {
    this.flush();
    this.#members.delete(outlet);
  }

  /** Writes what waits; comes before anything that changes who is in the room or overtakes it. */
  flush(): void {
    if (this.#waiting.length === 0) return;
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    const messages = this.#waiting;
    this.#waiting = [];
    this.#parts.metrics.deliveries.inc(messages.length * this.#members.size);
    const bytes = this.#parts.encode(messages);
    for (const member of this.#members) member.write(bytes);
  }

  /** Sends a publication to one connection alone; resolves when it has read most of what it was sent. */
  send(outlet: Outlet, publication: Publication, afterIndex?: number): void | Promise<void> {
    const messages = this.#parts.translate(publication, afterIndex);
    if (messages.length === 0) return;
    this.flush();
    this.#parts.metrics.deliveries.inc(messages.length);
    outlet.writeOwn(this.#parts.encode(messages));
    if (outlet.isBehind) return outlet.whenReadable();
  }
}

export interface RoomSinkParts {
  readonly room: Room;
  readonly outlet: Outlet;
  readonly playerId: string | undefined;
  readonly readView: ReadView;
  readonly onResync: (snapshot: unknown, position: Position) => void;
  readonly onEnded: (reason: EndReason) => void;
}

/** A subscription of a connection: missed publications come alone, live ones through the room. */
export function roomSink({ room, outlet, playerId, readView, onResync, onEnded }: RoomSinkParts): Sink {
  return {
    playerId,
    group: room,
    readView,
    send: (publication, afterIndex) => room.send(outlet, publication, afterIndex),
    joined: () => room.join(outlet),
    parted: () => room.part(outlet),
    resync: onResync,
    ended: onEnded,
  };
}
