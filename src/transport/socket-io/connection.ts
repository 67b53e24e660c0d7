import { setTimeout as delay } from 'node:timers/promises';
import type { Socket } from 'socket.io';
import type { Config } from '../../config.js';
import type { Observe } from '../../observe.js';
import { encodeFrames } from './frames.js';
import type { BoundedDecoder } from './parser.js';
import type { PlayerSocket } from './player-socket.js';
import { SlidingWindow } from './sliding-window.js';
import { cutTransport, type EngineSocket, packetBytes, queueOf, unsentBytes, writeBatch } from './wire.js';

export type Limit = 'commands' | 'subscriptions' | 'message_size';

export interface ConnectionParts {
  readonly config: Pick<Config, 'COMMANDS_PER_SECOND' | 'OUTBOUND_BYTES'>;
  readonly observe: Observe;
}

/** What a subscriber is sent on its own behalf waits while more than this is unread. */
const PACE_BYTES = 256 * 1024;
const PACE_CHECK_MS = 10;
/** A client that holds up its own subscribe for this long is cut. */
const STALL_MS = 30_000;
const WARN_EVERY_MS = 1_000;

/** One transport connection: what its namespaces share. */
export class Connection {
  readonly conn: EngineSocket;
  readonly decoder: BoundedDecoder;
  /** Its namespaces, those still being admitted included. */
  readonly sockets = new Set<PlayerSocket>();
  /** Of all its namespaces. */
  subscriptions = 0;
  /** From the handshake's HTTP request, for namespaces that send no token of their own. */
  readonly authorization: string | undefined;
  /** Since when it has no namespace, Unix ms. */
  lonelySince: number | undefined;
  readonly #parts: ConnectionParts;
  #commands: SlidingWindow | undefined;
  #warnedAt: Partial<Record<Limit, number>> | undefined;
  /** Bytes of its own subscribes that may be unread; they do not count as slowness. */
  #exemptBytes = 0;
  #queue: readonly unknown[] | undefined;
  #countedPackets = 0;
  #queuedBytes = 0;

  constructor({ conn, decoder }: Pick<Connection, 'conn' | 'decoder'>, parts: ConnectionParts) {
    this.conn = conn;
    this.decoder = decoder;
    this.#parts = parts;
    this.authorization = conn.request?.headers.authorization;
  }

  /** What the middleware made of a socket of this connection. */
  playerOf(socket: Socket): PlayerSocket | undefined {
    for (const player of this.sockets) if (player.socket === socket) return player;
    return undefined;
  }

  get isOpen(): boolean {
    return this.conn.readyState === 'open';
  }

  /** Counts a command; 0 when it is accepted, else how long to wait, ms. */
  takeCommand(now: number): number {
    this.#commands ??= new SlidingWindow(this.#parts.config.COMMANDS_PER_SECOND, 1_000);
    return this.#commands.take(now);
  }

  /** Whether the client may be told again that it is over a limit. */
  mayWarn(limit: Limit, now: number): boolean {
    this.#warnedAt ??= {};
    if (now - (this.#warnedAt[limit] ?? Number.NEGATIVE_INFINITY) < WARN_EVERY_MS) return false;
    this.#warnedAt[limit] = now;
    return true;
  }

  /** Bytes written for this client that it has not taken. */
  get pendingBytes(): number {
    return unsentBytes(this.conn) + this.#countQueue();
  }

  /** Sends a packet, and cuts the client when it reads too slowly for that. */
  write(packetText: string): void {
    const unread = writeBatch(this.conn, { texts: [packetText], frames: encodeFrames([packetText]) });
    if (unread !== 0) this.checkOutbound(unread);
  }

  /** Says that the next write of so many bytes belongs to the client's own subscribe. */
  exempt(bytes: number): void {
    this.#exemptBytes = Math.min(this.#exemptBytes, this.pendingBytes) + bytes;
  }

  /**
   * Cuts the client when it left too much unread.
   * @param unread - `pendingBytes`, when that is known already
   */
  checkOutbound(unread = this.pendingBytes): void {
    this.#exemptBytes = Math.min(this.#exemptBytes, unread);
    if (unread - this.#exemptBytes > this.#parts.config.OUTBOUND_BYTES) this.#cut(unread);
  }

  /** Waits until the client has read most of what was sent; gives up when the connection is gone. */
  async whenReadable(): Promise<void> {
    const deadline = performance.now() + STALL_MS;
    while (this.isOpen && this.isBehind) {
      if (performance.now() > deadline) return this.#cut(this.pendingBytes);
      await delay(PACE_CHECK_MS);
    }
  }

  /** Whether what this client gets on its own behalf should wait. */
  get isBehind(): boolean {
    return this.pendingBytes > PACE_BYTES;
  }

  #cut(pendingBytes: number): void {
    if (!this.isOpen) return;
    const { log, metrics } = this.#parts.observe;
    const [player] = this.sockets;
    metrics.disconnects.inc({ reason: 'slow_consumer' });
    const { project, playerId } = player?.caller ?? {};
    log.info({ reason: 'slow_consumer', project, playerId, pendingBytes }, 'connection cut');
    cutTransport(this.conn);
  }

  /** Engine.IO only appends to its queue until it replaces it, so each packet is counted once. */
  #countQueue(): number {
    const queue = queueOf(this.conn);
    if (queue !== this.#queue) {
      this.#queue = queue;
      this.#countedPackets = 0;
      this.#queuedBytes = 0;
    }
    for (; this.#countedPackets < queue.length; this.#countedPackets++) {
      const packet = queue[this.#countedPackets];
      if (packet) this.#queuedBytes += packetBytes(packet);
    }
    return this.#queuedBytes;
  }
}
