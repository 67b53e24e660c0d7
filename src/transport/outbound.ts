import { setTimeout as delay } from 'node:timers/promises';

/** What a client is sent on its own behalf waits while more than this is unread. */
const PACE_BYTES = 256 * 1024;
const PACE_CHECK_MS = 10;
/** A client that holds up its own subscribe for this long is cut. */
const STALL_MS = 30_000;

/** The stream below a connection; `undefined` once it is gone. */
export interface Writable {
  write(bytes: Buffer): boolean;
  readonly writableLength: number;
}

export interface OutboundParts {
  /** Undefined when nothing can be written any more. */
  readonly stream: () => Writable | null | undefined;
  /** Unread bytes after which the client is cut. */
  readonly limitBytes: number;
  readonly onSlow: () => void;
}

/** The bounded way out of one connection. */
export class Outbound {
  readonly #parts: OutboundParts;
  /** Bytes the client asked for that may be unread; they do not count as slowness. */
  #exemptBytes = 0;

  constructor(parts: OutboundParts) {
    this.#parts = parts;
  }

  /** Bytes written for this client that it has not taken. */
  get pendingBytes(): number {
    return this.#parts.stream()?.writableLength ?? 0;
  }

  write(bytes: Buffer): void {
    const { stream, limitBytes, onSlow } = this.#parts;
    const writable = stream();
    if (!writable) return;
    writable.write(bytes);
    const unread = writable.writableLength;
    if (unread === 0) return;
    this.#exemptBytes = Math.min(this.#exemptBytes, unread);
    if (unread - this.#exemptBytes > limitBytes) onSlow();
  }

  writeOwn(bytes: Buffer): void {
    this.#exemptBytes = Math.min(this.#exemptBytes, this.pendingBytes) + bytes.length;
    this.write(bytes);
  }

  get isBehind(): boolean {
    return this.pendingBytes > PACE_BYTES;
  }

  async whenReadable(): Promise<void> {
    const deadline = performance.now() + STALL_MS;
    while (this.#parts.stream() && this.isBehind) {
      if (performance.now() > deadline) return this.#parts.onSlow();
      await delay(PACE_CHECK_MS);
    }
  }
}
