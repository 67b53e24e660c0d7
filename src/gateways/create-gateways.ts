import type { RequestHandler } from 'express';
import type { Authenticator } from '../auth/authenticator.js';
import type { ProjectId } from '../contract/ids.js';
import type { Deps } from '../features/deps.js';
import type { SubscribableKind } from '../hub/channel-kind.js';
import type { Hub } from '../hub/hub.js';
import type { Endpoint } from '../transport/websocket/endpoint.js';

/** What every gateway is given. */
export interface GatewayParts {
  readonly deps: Deps;
  readonly hub: Pick<Hub, 'open'>;
  readonly kinds: Readonly<Partial<Record<string, SubscribableKind>>>;
  readonly authenticator: Authenticator;
  /** Owns calls without credential; undefined: there is no such project. */
  readonly publicProject: ProjectId | undefined;
}

/** The protocols of other systems, spoken on the same port. */
export interface Gateways {
  readonly endpoints: readonly Endpoint[];
  readonly handlers: readonly RequestHandler[];
  close(): void;
}

/** Puts the gateways together; a new one is named here and nowhere else. */
export function createGateways(_parts: GatewayParts): Gateways {
  return { endpoints: [], handlers: [], close: () => {} };
}
