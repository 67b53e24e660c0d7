import type { Namespace } from 'socket.io';
import type { ChannelName, ProjectId } from '../../contract/ids.js';
import type { Publication } from '../../contract/publication.js';
import type { Group } from '../../hub/sink.js';
import type { Metrics } from '../../observe.js';
import type { Connections } from './connections.js';
import { encodeFrames } from './frames.js';
import { eventPrefix, packetTexts, roomName } from './packets.js';
import { type Batch, writeBatch } from './wire.js';

export interface RoomWriterParts {
  readonly namespace: Namespace;
  readonly connections: Connections;
  readonly metrics: Pick<Metrics, 'deliveries'>;
}

/**
 * Writes publications to the rooms of one namespace. Each event is put into its packet and frame once for all members, and
 * what a room is to get within one turn of the event loop goes out as one write per member.
 */
export class RoomWriter implements Group {
  readonly #parts: RoomWriterParts;
  readonly #prefix: string;
  /** Packet texts by room, to be written at the end of this turn. */
  readonly #waiting = new Map<string, string[]>();
  readonly #prepared = new WeakMap<Publication, Batch>();
  #scheduled: NodeJS.Immediate | undefined;

  constructor(parts: RoomWriterParts) {
    this.#parts = parts;
    this.#prefix = eventPrefix(parts.namespace.name);
  }

  broadcast(project: ProjectId, publication: Publication): void {
    if (publication.events.length === 0) return;
    const room = roomName(project, publication.channel);
    const texts = packetTexts(this.#prefix, publication);
    const waiting = this.#waiting.get(room);
    if (waiting) waiting.push(...texts);
    else this.#waiting.set(room, texts);
    this.#scheduled ??= setImmediate(() => this.flushAll());
  }

  /** Writes what waits for a channel's room; must come before anything that changes who is in it or overtakes it. */
  flush(project: ProjectId, channel: ChannelName): void {
    if (this.#waiting.size === 0) return;
    const room = roomName(project, channel);
    const texts = this.#waiting.get(room);
    if (!texts) return;
    this.#waiting.delete(room);
    this.#write(room, texts);
  }

  flushAll(): void {
    clearImmediate(this.#scheduled);
    this.#scheduled = undefined;
    for (const [room, texts] of this.#waiting) {
      // Before the write: a member that is cut by it leaves the room, which flushes the room.
      this.#waiting.delete(room);
      this.#write(room, texts);
    }
  }

  /** A publication for one socket, without the events up to and including `afterIndex`; undefined when none are left. */
  prepare(publication: Publication, afterIndex?: number): Batch | undefined {
    const batch =
      afterIndex === undefined ? this.#encodeOnce(publication) : this.#encode(publication, afterIndex);
    if (batch) this.#parts.metrics.deliveries.inc(batch.texts.length);
    return batch;
  }

  /** Any other event for one socket, its argument given as JSON text. */
  prepareEvent(name: string, json: string): Batch {
    const texts = [`${this.#prefix}["${name}",${json}]`];
    return { texts, frames: encodeFrames(texts) };
  }

  /** What several sockets get one by one is encoded for the first of them. */
  #encodeOnce(publication: Publication): Batch | undefined {
    const known = this.#prepared.get(publication);
    if (known) return known;
    const batch = this.#encode(publication);
    if (batch) this.#prepared.set(publication, batch);
    return batch;
  }

  #encode(publication: Publication, afterIndex?: number): Batch | undefined {
    const texts = packetTexts(this.#prefix, publication, afterIndex);
    return texts.length === 0 ? undefined : { texts, frames: encodeFrames(texts) };
  }

  #write(room: string, texts: readonly string[]): void {
    const { namespace, connections, metrics } = this.#parts;
    const members = namespace.adapter.rooms.get(room);
    if (!members) return;
    metrics.deliveries.inc(members.size * texts.length);
    const batch = { texts, frames: encodeFrames(texts) };
    for (const id of members) {
      const conn = namespace.sockets.get(id)?.conn;
      if (!conn) continue;
      const unread = writeBatch(conn, batch);
      // Almost always everything was taken at once, and there is nothing to account for.
      if (unread !== 0) connections.find(conn)?.checkOutbound(unread);
    }
  }
}
