import { randomUUID } from 'node:crypto';
import type { IncomingMessage, Server } from 'node:http';
import type { Duplex } from 'node:stream';
import { setTimeout as delay } from 'node:timers/promises';
import { WebSocketServer } from 'ws';
import type { PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import type { Observe } from '../../observe.js';
import { toAppError } from '../app-error.js';
import { type Revocation, RevokedLately, revokes } from '../socket-io/revoked-lately.js';
import { type Admission, type AdmissionParts, type Admit, createAdmit } from './admission.js';
import { Connection } from './connection.js';
import type { Endpoint } from './endpoint.js';
import { refuseUpgrade } from './refuse.js';

export interface UpgradeParts extends AdmissionParts {
  readonly server: Server;
  readonly observe: Observe;
}

/** Larger messages close the connection; `MESSAGE_BYTES` refuses smaller ones. */
const HARD_MESSAGE_BYTES = 1_048_576;
const SWEEP_MS = 1_000;
const DRAIN_STEP_MS = 50;
const POLICY_VIOLATION = 1008;
const GOING_AWAY = { code: 1001, reason: 'going away' };

/** The raw WebSockets of a node, beside Socket.IO, which keeps its own path; every other upgrade is answered 404. */
export class Upgrades {
  readonly #parts: UpgradeParts;
  readonly #admit: Admit;
  readonly #wss: WebSocketServer;
  readonly #protocols = new WeakMap<IncomingMessage, string>();
  readonly #live = new Map<Connection, Endpoint>();
  readonly #revokedLately = new RevokedLately();
  readonly #sweeping: NodeJS.Timeout;

  constructor(parts: UpgradeParts) {
    this.#parts = parts;
    this.#admit = createAdmit(parts);
    this.#wss = new WebSocketServer({
      noServer: true,
      clientTracking: false,
      perMessageDeflate: false,
      maxPayload: HARD_MESSAGE_BYTES,
      handleProtocols: (_, request) => this.#protocols.get(request) ?? false,
    });
    this.#sweeping = setInterval(() => this.#sweep(), SWEEP_MS).unref();
    parts.server.on('upgrade', this.#onUpgrade);
  }

  /** Open connections. */
  get size(): number {
    return this.#live.size;
  }

  /** Closes connections of revoked tokens. The revocation must be in the store already. */
  disconnectRevoked(project: ProjectId, revocation: Revocation): void {
    this.#revokedLately.add(project, revocation, Date.now());
    for (const [connection, endpoint] of this.#live) {
      const { caller } = connection;
      if (caller?.project === project && revokes(revocation, caller))
        this.#expire(connection, endpoint, 'revoked');
    }
  }

  /** Closes all connections, spread over `DRAIN_SECONDS`. */
  async drain(): Promise<void> {
    const waiting = [...this.#live];
    const steps = Math.max(1, (this.#parts.config.DRAIN_SECONDS * 1000) / DRAIN_STEP_MS);
    const perStep = Math.ceil(waiting.length / steps);
    while (waiting.length > 0) {
      for (const [connection, { farewell = GOING_AWAY }] of waiting.splice(0, perStep)) {
        connection.close(farewell.code, farewell.reason);
      }
      await delay(DRAIN_STEP_MS);
    }
  }

  /** Drops what is left. */
  close(): void {
    clearInterval(this.#sweeping);
    this.#parts.server.off('upgrade', this.#onUpgrade);
    for (const connection of this.#live.keys()) connection.cut('shutdown');
  }

  readonly #onUpgrade = (request: IncomingMessage, socket: Duplex, head: Buffer): void => {
    if (request.url === '/socket.io' || request.url?.startsWith('/socket.io/')) return;
    // A client may go while it is being decided about.
    const drop = () => void socket.destroy();
    socket.on('error', drop);
    const requestId = randomUUID();
    this.#admit(request)
      .then((admission) => {
        this.#checkPlayer(admission.accepted.caller);
        socket.off('error', drop);
        this.#enter(admission, { request, socket, head });
      })
      .catch((error: unknown) => {
        refuseUpgrade(socket, toAppError(error, { log: this.#parts.observe.log, requestId }), requestId);
      });
  };

  #enter({ endpoint, accepted }: Admission, { request, socket, head }: Raw): void {
    const { config, observe } = this.#parts;
    const { protocol, caller } = accepted;
    if (protocol !== undefined) this.#protocols.set(request, protocol);
    this.#wss.handleUpgrade(request, socket, head, (ws) => {
      const connection = new Connection({ ws, config, observe, name: endpoint.name });
      connection.caller = caller;
      this.#live.set(connection, endpoint);
      ws.once('close', () => this.#live.delete(connection));
      accepted.open(connection);
      if (caller && this.#revokedLately.includes(caller)) this.#expire(connection, endpoint, 'revoked');
    });
  }

  #checkPlayer(caller: PlayerCaller | undefined): void {
    if (!caller) return;
    let own = 0;
    for (const connection of this.#live.keys()) {
      if (connection.caller?.playerId === caller.playerId && connection.caller.project === caller.project)
        own++;
    }
    if (own >= this.#parts.config.CONNECTIONS_PER_PLAYER) throw new AppError('TOO_MANY_CONNECTIONS');
  }

  #expire(connection: Connection, { expiry }: Endpoint, reason: 'revoked' | 'token_expired'): void {
    this.#parts.observe.metrics.disconnects.inc({ reason });
    connection.close(expiry?.code ?? POLICY_VIOLATION, expiry?.reason ?? reason);
  }

  #sweep(): void {
    const { endpoints, observe } = this.#parts;
    const now = Date.now();
    const counts = new Map(endpoints.map(({ name }) => [name, 0]));
    for (const [connection, endpoint] of this.#live) {
      counts.set(endpoint.name, (counts.get(endpoint.name) ?? 0) + 1);
      const { caller } = connection;
      if (caller && caller.expiresAt <= now) this.#expire(connection, endpoint, 'token_expired');
      // A token sent as a message may have been revoked between the look at it and now.
      else if (caller && this.#revokedLately.includes(caller)) this.#expire(connection, endpoint, 'revoked');
    }
    for (const [name, count] of counts) {
      observe.metrics.connections.set({ transport: `websocket ${name}` }, count);
    }
  }
}

interface Raw {
  readonly request: IncomingMessage;
  readonly socket: Duplex;
  readonly head: Buffer;
}
