import { formatPosition, type Position } from '../../contract/position.js';
import type { Publication } from '../../contract/publication.js';
import type { EndReason, Sink } from '../../hub/sink.js';
import { roomName } from './packets.js';
import type { PlayerSocket } from './player-socket.js';
import type { RoomWriter } from './room-writer.js';
import { nameOf, type SubscriptionRequest } from './subscription-request.js';
import { type Batch, writeBatch } from './wire.js';

export interface SocketSinkParts {
  readonly player: PlayerSocket;
  readonly request: SubscriptionRequest;
  readonly writer: RoomWriter;
  /** Whether another subscription of this socket is served by the same room. */
  readonly sharesRoom: () => boolean;
  readonly onEnded: (reason: EndReason) => void;
}

/** A subscription of a Socket.IO socket: live events come through the channel's room, what it missed comes alone. */
export class SocketSink implements Sink {
  readonly #parts: SocketSinkParts;
  isJoined = false;

  constructor(parts: SocketSinkParts) {
    this.#parts = parts;
  }

  get playerId(): string {
    return this.#parts.player.caller.playerId;
  }

  get connection(): PlayerSocket {
    return this.#parts.player;
  }

  get group(): RoomWriter {
    return this.#parts.writer;
  }

  send(publication: Publication, afterIndex?: number): void | Promise<void> {
    const { player, writer } = this.#parts;
    const batch = writer.prepare(publication, afterIndex);
    if (!batch) return;
    if (!this.isJoined) return this.#sendMissed(batch);
    this.#flush();
    const { connection } = player;
    const unread = writeBatch(connection.conn, batch);
    if (unread !== 0) connection.checkOutbound(unread);
  }

  /** One that is served alone stays out of the room, whose members get everything. */
  joined(_at: unknown, how?: 'alone'): void {
    const { player, request } = this.#parts;
    this.#flush();
    this.isJoined = true;
    if (how !== 'alone') void player.socket.join(roomName(player.caller.project, request.channel));
  }

  parted(): void {
    const { player, request, sharesRoom } = this.#parts;
    this.#flush();
    this.isJoined = false;
    if (!sharesRoom()) void player.socket.leave(roomName(player.caller.project, request.channel));
  }

  resync(snapshot: unknown, position: Position): void {
    const { request, writer } = this.#parts;
    const fields = { ...nameOf(request), snapshot, position: formatPosition(position) };
    void this.#sendMissed(writer.prepareEvent('resync', JSON.stringify(fields)));
  }

  ended(reason: EndReason): void {
    this.#parts.onEnded(reason);
  }

  #sendMissed(batch: Batch): void | Promise<void> {
    const { connection } = this.#parts.player;
    connection.exempt(batch.frames.length);
    const unread = writeBatch(connection.conn, batch);
    if (unread !== 0 && connection.isBehind) return connection.whenReadable();
  }

  #flush(): void {
    const { player, request, writer } = this.#parts;
    writer.flush(player.caller.project, request.channel);
  }
}
