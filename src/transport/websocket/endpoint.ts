import type { IncomingHttpHeaders } from 'node:http';
import type { PlayerCaller } from '../../contract/caller.js';
import type { Connection } from './connection.js';

/** A request for a WebSocket, before anything is decided. */
export interface UpgradeRequest {
  readonly headers: IncomingHttpHeaders;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  /** Subprotocols the client offers. */
  readonly protocols: readonly string[];
}

/** What an endpoint does with a request it takes. */
export interface Accepted {
  /** The offered subprotocol to answer with. */
  readonly protocol?: string;
  /** Whose connection it is: counted per player, closed when the token ends or is revoked. */
  readonly caller?: PlayerCaller;
  /** Serves the connection. Called before anything can be received. */
  open(connection: Connection): void;
}

/** WebSockets of one protocol at one path. */
export interface Endpoint {
  /** Counted under this name in metrics. */
  readonly name: string;
  /** With `:name` for parameters, e.g. `/ws/type/:type`. */
  readonly path: string;
  /** Close code and reason by which clients learn that the node goes down; 1001 by default. */
  readonly farewell?: { readonly code: number; readonly reason: string };
  /** Close code and reason for a token that ended or was revoked; 1008 by default. */
  readonly expiry?: { readonly code: number; readonly reason: string };
  /**
   * Decides before the upgrade; what it throws is the HTTP answer.
   * @throws AppError
   */
  accept(upgrade: UpgradeRequest): Accepted | Promise<Accepted>;
}
