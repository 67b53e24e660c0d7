import type { IncomingMessage, ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import type { Config } from '../../config.js';
import type { PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import type { Observe } from '../../observe.js';
import type { ClientAddress } from '../client-address.js';
import type { Limits } from '../limits.js';
import { type Revocation, RevokedLately, revokes } from '../socket-io/revoked-lately.js';
import { EventStream } from './event-stream.js';

export interface EventStreamsParts {
  readonly config: Config;
  readonly observe: Observe;
  readonly limits: Pick<Limits, 'countConnect'>;
  readonly clientAddress: ClientAddress;
  readonly isDraining: () => boolean;
}

const HEARTBEAT_MS = 15_000;
const SWEEP_MS = 1_000;
const DRAIN_STEP_MS = 50;

/** The server-sent event streams of a node. */
export class EventStreams {
  readonly #parts: EventStreamsParts;
  readonly #live = new Set<EventStream>();
  readonly #revokedLately = new RevokedLately();
  readonly #timers: readonly NodeJS.Timeout[];

  constructor(parts: EventStreamsParts) {
    this.#parts = parts;
    this.#timers = [
      setInterval(() => this.#sweep(), SWEEP_MS).unref(),
      setInterval(() => this.#beat(), HEARTBEAT_MS).unref(),
    ];
  }

  /** Open streams. */
  get size(): number {
    return this.#live.size;
  }

  /**
   * Decides whether one more stream may begin.
   * @throws AppError UNAVAILABLE | TOO_MANY_CONNECTIONS
   */
  async admit(request: IncomingMessage, caller: PlayerCaller | undefined): Promise<void> {
    const { config, limits, clientAddress, isDraining } = this.#parts;
    if (isDraining()) throw new AppError('UNAVAILABLE', { message: 'The server is going down' });
    const own = [...this.#live].filter((stream) => caller && isOf(stream, caller)).length;
    const mayConnect = await limits.countConnect(clientAddress(request));
    if (!mayConnect || own >= config.CONNECTIONS_PER_PLAYER) {
      throw new AppError('TOO_MANY_CONNECTIONS', { retryAfterMs: 1_000 });
    }
  }

  /** Turns a response into a stream. */
  begin(response: ServerResponse, caller: PlayerCaller | undefined): EventStream {
    const { observe, config } = this.#parts;
    const stream = new EventStream({
      response,
      caller,
      limitBytes: config.OUTBOUND_BYTES,
      onSlow: (slow) => this.#cut(slow),
    });
    this.#live.add(stream);
    stream.onClosed(() => this.#live.delete(stream));
    response.on('error', (error) => observe.log.debug({ err: error }, 'event stream'));
    response.useChunkedEncodingByDefault = false;
    response.writeHead(200, {
      'Content-Type': 'text/event-stream',
      'Cache-Control': 'no-cache, no-transform',
      'X-Accel-Buffering': 'no',
    });
    response.flushHeaders();
    return stream;
  }

  /** Ends streams of revoked tokens. The revocation must be in the store already. */
  disconnectRevoked(project: ProjectId, revocation: Revocation): void {
    this.#revokedLately.add(project, revocation, Date.now());
    for (const stream of this.#live) {
      const { caller } = stream;
      if (caller?.project === project && revokes(revocation, caller)) this.#expire(stream, 'revoked');
    }
  }

  /** Ends all streams, spread over `DRAIN_SECONDS`. */
  async drain(): Promise<void> {
    const waiting = [...this.#live];
    const steps = Math.max(1, (this.#parts.config.DRAIN_SECONDS * 1000) / DRAIN_STEP_MS);
    const perStep = Math.ceil(waiting.length / steps);
    while (waiting.length > 0) {
      for (const stream of waiting.splice(0, perStep)) stream.end();
      await delay(DRAIN_STEP_MS);
    }
  }

  /** Drops what is left. */
  close(): void {
    for (const timer of this.#timers) clearInterval(timer);
    for (const stream of this.#live) stream.cut();
  }

  #cut(stream: EventStream): void {
    const { log, metrics } = this.#parts.observe;
    const { pendingBytes, caller } = stream;
    metrics.disconnects.inc({ reason: 'slow_consumer' });
    const { project, playerId } = caller ?? {};
    log.info({ reason: 'slow_consumer', endpoint: 'sse', project, playerId, pendingBytes }, 'connection cut');
    stream.cut();
  }

  #expire(stream: EventStream, reason: 'revoked' | 'token_expired'): void {
    this.#parts.observe.metrics.disconnects.inc({ reason });
    stream.end();
  }

  #sweep(): void {
    const now = Date.now();
    for (const stream of this.#live) {
      const { caller } = stream;
      if (caller && caller.expiresAt <= now) this.#expire(stream, 'token_expired');
      // A token that was good when it was looked at may have been revoked before its stream began.
      else if (caller && this.#revokedLately.includes(caller)) this.#expire(stream, 'revoked');
    }
    this.#parts.observe.metrics.connections.set({ transport: 'sse' }, this.#live.size);
  }

  #beat(): void {
    const bytes = Buffer.from(`: heartbeat ${Math.floor(Date.now() / 1000)}\n\n`);
    for (const stream of this.#live) stream.write(bytes);
  }
}

const isOf = ({ caller }: EventStream, { project, playerId }: PlayerCaller): boolean =>
  caller?.project === project && caller.playerId === playerId;
