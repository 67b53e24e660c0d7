import type { Socket } from 'socket.io';
import type { PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { Connection } from './connection.js';
import { Encoded } from './encoded.js';
import type { Subscriptions } from './subscriptions.js';

/** Commands that may wait for earlier ones of the same socket. */
const MAX_WAITING = 32;
/** The turn of a socket without commands under way. */
const nobody = Promise.resolve();

/** One namespace of one connection, and the player its token names. */
export class PlayerSocket {
  readonly socket: Socket;
  readonly connection: Connection;
  /** Replaced by `auth:refresh`; player and project stay. */
  caller: PlayerCaller;
  /** Whether the middleware let it in and Socket.IO connected it. */
  isConnected = false;
  wasWarnedOfExpiry = false;
  subscriptions: Subscriptions | undefined;
  #turn = nobody;
  #waiting = 0;

  constructor(socket: Socket, connection: Connection, caller: PlayerCaller) {
    this.socket = socket;
    this.connection = connection;
    this.caller = caller;
  }

  get namespace(): string {
    return this.socket.nsp.name;
  }

  emit(event: string, fields: object): void {
    this.emitJson(event, JSON.stringify(fields));
  }

  /** Emits an event whose argument is JSON text already. */
  emitJson(event: string, json: string): void {
    if (this.isConnected) this.socket.emit(event, this.encoded(json));
  }

  /** JSON text as an argument for Socket.IO. */
  encoded(json: string): Encoded {
    return new Encoded(json, this.connection);
  }

  /**
   * Runs a task after the earlier ones of this socket, at once when there are none.
   * @throws AppError RATE_LIMITED when too many wait
   */
  inTurn(task: () => Promise<void>): Promise<void> {
    if (this.#waiting >= MAX_WAITING) throw new AppError('RATE_LIMITED', { retryAfterMs: 1_000 });
    this.#waiting += 1;
    const result = this.#waiting === 1 ? task() : this.#turn.then(task);
    const done = () => {
      this.#waiting -= 1;
      if (this.#waiting === 0) this.#turn = nobody;
    };
    this.#turn = result.then(done, done);
    return result;
  }
}
