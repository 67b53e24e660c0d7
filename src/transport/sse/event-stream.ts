import type { ServerResponse } from 'node:http';
import type { PlayerCaller } from '../../contract/caller.js';
import { Outbound } from '../outbound.js';
import type { Outlet } from '../outlet.js';

export interface EventStreamParts {
  readonly response: ServerResponse;
  /** Whose it is; undefined for somebody without token. */
  readonly caller: PlayerCaller | undefined;
  /** Unread bytes after which the client is cut. */
  readonly limitBytes: number;
  readonly onSlow: (stream: EventStream) => void;
}

/** One response that stays open and carries server-sent events. */
export class EventStream implements Outlet {
  readonly caller: PlayerCaller | undefined;
  readonly #response: ServerResponse;
  readonly #outbound: Outbound;

  constructor({ response, caller, limitBytes, onSlow }: EventStreamParts) {
    this.caller = caller;
    this.#response = response;
    this.#outbound = new Outbound({
      // Events need no chunks around them: the stream ends with its connection. So they go straight to the TCP socket.
      stream: () => (this.isOpen ? (response.socket ?? response) : undefined),
      limitBytes,
      onSlow: () => onSlow(this),
    });
  }

  get isOpen(): boolean {
    return !this.#response.writableEnded && !this.#response.destroyed;
  }

  get pendingBytes(): number {
    return this.#outbound.pendingBytes;
  }

  write(bytes: Buffer): void {
    this.#outbound.write(bytes);
  }

  writeOwn(bytes: Buffer): void {
    this.#outbound.writeOwn(bytes);
  }

  get isBehind(): boolean {
    return this.#outbound.isBehind;
  }

  whenReadable(): Promise<void> {
    return this.#outbound.whenReadable();
  }

  /** Calls back once when it is over, whoever ended it. */
  onClosed(callback: () => void): void {
    this.#response.once('close', callback);
  }

  /** Ends it in order; a browser then connects again by itself. */
  end(): void {
    this.#response.end();
  }

  /** Drops it at once with all that is unread. */
  cut(): void {
    this.#response.destroy();
  }
}
