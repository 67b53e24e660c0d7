import type { Socket } from 'socket.io-client';
import type { Acknowledgement } from './acknowledgement.js';
import { backoffMs } from './backoff.js';
import { FanfareError } from './client-error.js';
import { playerOf, readToken, type TokenSource } from './token-source.js';

const REFRESH_TIMEOUT_MS = 10_000;

/** Brings a connection its token, and a new one in place before it ends. */
export class TokenKeeper {
  playerId: string | undefined;
  readonly #source: TokenSource;
  readonly #onFailure: (error: FanfareError) => void;
  /** Counts connections, so that a token that comes late is not sent on the next one. */
  #connection = 0;
  #retry: ReturnType<typeof setTimeout> | undefined;

  constructor(source: TokenSource, onFailure: (error: FanfareError) => void) {
    this.#source = source;
    this.#onFailure = onFailure;
    if (typeof source === 'string') this.playerId = playerOf(source);
  }

  /** Whether another token can be had than the one that was refused. */
  get canRenew(): boolean {
    return typeof this.#source === 'function';
  }

  /** Answers a handshake. */
  present(send: (auth: { readonly token: string }) => void): void {
    const connection = ++this.#connection;
    readToken(this.#source).then(
      (token) => {
        if (connection !== this.#connection) return;
        this.playerId = playerOf(token);
        send({ token });
      },
      (cause: unknown) => {
        if (connection === this.#connection) this.#onFailure(unavailable(cause));
      },
    );
  }

  /** Goes on under a new token on the same connection; tries again until the old one ends. */
  async refresh(socket: Socket, expiresAt: number, attempt = 0): Promise<void> {
    if (!this.canRenew) return;
    const connection = this.#connection;
    if (await this.#tryRefresh(socket)) return;
    if (connection !== this.#connection || Date.now() >= expiresAt) return;
    this.#retry = setTimeout(() => void this.refresh(socket, expiresAt, attempt + 1), backoffMs(attempt));
  }

  /** The connection is gone. */
  forget(): void {
    this.#connection += 1;
    clearTimeout(this.#retry);
  }

  async #tryRefresh(socket: Socket): Promise<boolean> {
    try {
      const token = await readToken(this.#source);
      if (!socket.connected) return false;
      const answer: Acknowledgement = await socket
        .timeout(REFRESH_TIMEOUT_MS)
        .emitWithAck('auth:refresh', { token });
      return answer.ok;
    } catch {
      return false;
    }
  }
}

const unavailable = (cause: unknown): FanfareError =>
  new FanfareError('TOKEN_UNAVAILABLE', `No token: ${cause instanceof Error ? cause.message : cause}`, {
    cause,
  });
