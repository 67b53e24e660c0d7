import type { RawData, WebSocket } from 'ws';
import type { Config } from '../../config.js';
import type { PlayerCaller } from '../../contract/caller.js';
import type { Observe } from '../../observe.js';
import { Outbound } from '../outbound.js';
import type { Outlet } from '../outlet.js';
import { SlidingWindow } from '../socket-io/sliding-window.js';
import { textFrames } from './text-frames.js';

/** Why a message of the client was dropped. */
export type Fault = 'binary' | 'too_large' | 'too_many';

/** What a protocol does with its connection. */
export interface Receiver {
  text(message: string): void;
  /** A message was dropped; the connection stays. */
  fault(fault: Fault, message: Buffer): void;
  /** Called once; nothing follows. */
  closed(): void;
}

export interface ConnectionParts {
  readonly ws: WebSocket;
  readonly config: Pick<Config, 'MESSAGE_BYTES' | 'OUTBOUND_BYTES' | 'COMMANDS_PER_SECOND'>;
  readonly observe: Observe;
  /** Name of its endpoint. */
  readonly name: string;
}

/** The TCP socket below; private in the types but stable, and tests fail when it goes away. */
interface Internals {
  readonly _socket: { write(bytes: Buffer): boolean; readonly writableLength: number } | null;
}

/** One raw WebSocket with what all protocols need: bounded output, limits on input, and its end. */
export class Connection implements Outlet {
  /** Set once its token is known. */
  caller: PlayerCaller | undefined;
  /** When the client was last heard of, any frame counts; Unix ms. */
  heardAt = Date.now();
  readonly #parts: ConnectionParts;
  readonly #ws: WebSocket & Internals;
  #receiver: Receiver | undefined;
  #messages: SlidingWindow | undefined;
  readonly #outbound: Outbound;

  constructor(parts: ConnectionParts) {
    this.#parts = parts;
    // The field is there whatever the types say.
    this.#ws = parts.ws as WebSocket & Internals;
    this.#outbound = new Outbound({
      // Nothing waits above the TCP socket, since nothing is compressed.
      stream: () => (this.isOpen ? this.#ws._socket : undefined),
      limitBytes: parts.config.OUTBOUND_BYTES,
      onSlow: () => this.cut('slow_consumer'),
    });
    const heard = () => {
      this.heardAt = Date.now();
    };
    // Without a listener a frame that breaks the protocol would end the process.
    this.#ws.on('error', (error) =>
      parts.observe.log.debug({ err: error, endpoint: parts.name }, 'bad frame'),
    );
    this.#ws.on('ping', heard).on('pong', heard);
    this.#ws.on('message', (message, isBinary) => this.#receive(message, isBinary));
    this.#ws.once('close', () => this.#receiver?.closed());
  }

  /** Says who handles what the client sends. */
  serve(receiver: Receiver): void {
    this.#receiver = receiver;
  }

  /** Calls back once when it is over, whoever ended it. */
  onClosed(callback: () => void): void {
    this.#ws.once('close', callback);
  }

  get isOpen(): boolean {
    return this.#ws.readyState === this.#ws.OPEN;
  }

  /** Sends a message the client asked for: however much it is, it does not count as slowness. */
  send(text: string): void {
    this.writeOwn(textFrames([text]));
  }

  /** Writes frames made by `textFrames` that many get, as one write. */
  write(frames: Buffer): void {
    this.#outbound.write(frames);
  }

  writeOwn(frames: Buffer): void {
    this.#outbound.writeOwn(frames);
  }

  get isBehind(): boolean {
    return this.#outbound.isBehind;
  }

  whenReadable(): Promise<void> {
    return this.#outbound.whenReadable();
  }

  /** Sends a control ping; the answer shows in `heardAt`. */
  ping(): void {
    if (this.isOpen) this.#ws.ping();
  }

  /** Closes in order, telling why. */
  close(code: number, reason: string): void {
    this.#ws.close(code, reason);
  }

  /** Drops the connection at once with all that is unread. */
  cut(reason: string): void {
    if (this.#ws.readyState === this.#ws.CLOSED) return;
    const { log, metrics } = this.#parts.observe;
    const { project, playerId } = this.caller ?? {};
    const { pendingBytes } = this.#outbound;
    metrics.disconnects.inc({ reason });
    log.info({ reason, endpoint: this.#parts.name, project, playerId, pendingBytes }, 'connection cut');
    this.#ws.terminate();
  }

  #receive(message: RawData, isBinary: boolean): void {
    this.heardAt = Date.now();
    // Messages come as one buffer: the type of binary data is left at its default.
    const bytes = message as Buffer;
    const fault = this.#findFault(bytes, isBinary);
    if (fault) this.#receiver?.fault(fault, bytes);
    else this.#receiver?.text(bytes.toString('utf8'));
  }

  #findFault(bytes: Buffer, isBinary: boolean): Fault | undefined {
    const { config, observe } = this.#parts;
    this.#messages ??= new SlidingWindow(config.COMMANDS_PER_SECOND, 1_000);
    if (this.#messages.take(performance.now()) > 0) {
      observe.metrics.rateLimited.inc({ limit: 'commands' });
      return 'too_many';
    }
    if (isBinary) return 'binary';
    return bytes.length > config.MESSAGE_BYTES ? 'too_large' : undefined;
  }
}
