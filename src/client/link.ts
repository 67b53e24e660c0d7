import { io, type Socket } from 'socket.io-client';
import type { Acknowledgement } from './acknowledgement.js';
import { backoffMs } from './backoff.js';
import { type ClientErrorCode, FanfareError } from './client-error.js';
import { TokenKeeper } from './token-keeper.js';
import type { TokenSource } from './token-source.js';

/** `paused`: by `pause()`, until `resume()`. `closed`: for good, by `close()` or because the server refuses the token. */
export type Status = 'connecting' | 'online' | 'offline' | 'paused' | 'closed';

export interface LinkOptions {
  readonly url: string;
  readonly token: TokenSource;
  readonly namespace: string;
  readonly transports: readonly ('websocket' | 'polling')[];
}

export interface LinkCallbacks {
  /** Called in the same step in which the connection is there. */
  onOnline(): void;
  onEvent(name: string, fields: object): void;
  onStatus(status: Status, error: FanfareError | undefined): void;
}

/** Refusals of a token in a row after which a new one is not asked for any more. */
const MOST_REFUSALS = 5;
const CONNECT_TIMEOUT_MS = 10_000;

type OnNetwork = ((name: 'online', listener: () => void) => void) | undefined;

/** Browsers say when they are on the network again; Node has no such events. */
const page = globalThis as {
  readonly addEventListener?: OnNetwork;
  readonly removeEventListener?: OnNetwork;
};

/** A connection that comes back by itself, under a token that stays fresh. */
export class Link {
  status: Status = 'connecting';
  readonly tokens: TokenKeeper;
  readonly #socket: Socket;
  readonly #callbacks: LinkCallbacks;
  #failures = 0;
  #refusals = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(options: LinkOptions, callbacks: LinkCallbacks) {
    this.#callbacks = callbacks;
    this.tokens = new TokenKeeper(options.token, (error) => this.#lose(error));
    this.#socket = io(`${options.url.replace(/\/+$/, '')}${options.namespace}`, {
      auth: (send) => this.tokens.present(send),
      transports: [...options.transports],
      timeout: CONNECT_TIMEOUT_MS,
      // One loop for failures of transport, handshake and token: our own.
      reconnection: false,
      autoConnect: false,
      forceNew: true,
    });
    this.#listen();
    this.#socket.connect();
  }

  get isOnline(): boolean {
    return this.status === 'online';
  }

  /** Sends a command. The callback runs synchronously with the answer, before any event behind it, and never after the connection was lost. */
  ask(command: string, payload: unknown, callback: (answer: Acknowledgement) => void): void {
    this.#socket.emit(command, payload, callback);
  }

  /** @throws FanfareError TIMEOUT | CONNECTION_LOST */
  async askOnce(command: string, payload: unknown, timeoutMs: number): Promise<Acknowledgement> {
    try {
      return await this.#socket.timeout(timeoutMs).emitWithAck(command, payload);
    } catch (cause) {
      throw this.isOnline
        ? new FanfareError('TIMEOUT', `No answer to ${command} within ${timeoutMs} ms`, { cause })
        : new FanfareError('CONNECTION_LOST', `The connection was lost before ${command} was answered`, {
            cause,
          });
    }
  }

  /** Drops the connection at once and stays away until `resume`. */
  pause(): void {
    if (this.status === 'closed' || this.status === 'paused') return;
    this.#turn('paused');
    this.#cut();
  }

  resume(): void {
    if (this.status !== 'paused') return;
    this.#connect();
  }

  close(error?: FanfareError): void {
    if (this.status === 'closed') return;
    this.#turn('closed', error);
    this.#cut();
    page.removeEventListener?.('online', this.#hurry);
  }

  #listen(): void {
    const socket = this.#socket;
    socket.on('connect', () => {
      this.#failures = 0;
      this.#refusals = 0;
      this.#turn('online');
      this.#callbacks.onOnline();
    });
    socket.on('disconnect', (reason) => this.#lose(new FanfareError('CONNECTION_LOST', reason)));
    socket.on('connect_error', (error: Error & { readonly data?: { readonly code?: ClientErrorCode } }) => {
      const code = error.data?.code ?? 'CONNECTION_LOST';
      this.#lose(new FanfareError(code, error.message, { cause: error }));
    });
    socket.on('token_expiring', ({ expiresAt }: { readonly expiresAt: number }) => {
      void this.tokens.refresh(socket, expiresAt);
    });
    socket.onAny((name: string, fields: object = {}) => this.#callbacks.onEvent(name, fields));
    page.addEventListener?.('online', this.#hurry);
  }

  /** The browser is on the network again. */
  readonly #hurry = (): void => {
    if (this.status === 'offline') this.#connect();
  };

  #lose(error: FanfareError): void {
    if (this.status === 'paused' || this.status === 'closed') return;
    if (this.#isFinal(error)) {
      this.close(error);
      return;
    }
    this.#turn('offline', error);
    this.#cut();
    this.#retry = setTimeout(() => this.#connect(), backoffMs(this.#failures++));
  }

  #isFinal({ code }: FanfareError): boolean {
    if (code === 'FORBIDDEN') return true;
    if (code !== 'UNAUTHORIZED' && code !== 'TOKEN_EXPIRED') return false;
    this.#refusals += 1;
    return !this.tokens.canRenew || this.#refusals >= MOST_REFUSALS;
  }

  #connect(): void {
    clearTimeout(this.#retry);
    this.#turn('connecting');
    this.#socket.connect();
  }

  #cut(): void {
    clearTimeout(this.#retry);
    this.tokens.forget();
    this.#socket.disconnect();
  }

  #turn(status: Status, error?: FanfareError): void {
    if (this.status === status) return;
    this.status = status;
    this.#callbacks.onStatus(status, error);
  }
}
