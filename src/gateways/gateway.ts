import type { RequestHandler } from 'express';
import type { Authenticator } from '../auth/authenticator.js';
import type { ChannelKind, ProjectId } from '../contract/ids.js';
import type { Deps } from '../features/deps.js';
import type { SubscribableKind } from '../hub/channel-kind.js';
import type { Hub } from '../hub/hub.js';
import type { EventStreams } from '../transport/sse/event-streams.js';
import type { Endpoint } from '../transport/websocket/endpoint.js';

/** What every gateway is given. */
export interface GatewayParts {
  readonly deps: Deps;
  readonly hub: Pick<Hub, 'open'>;
  readonly kinds: Readonly<Partial<Record<ChannelKind, SubscribableKind>>>;
  readonly authenticator: Authenticator;
  readonly eventStreams: EventStreams;
  /** Owns calls without credential; undefined: there is no such project. */
  readonly publicProject: ProjectId | undefined;
}

/** What a protocol of another system needs to be spoken on the same port. */
export interface Gateway {
  readonly endpoints: readonly Endpoint[];
  readonly handlers: readonly RequestHandler[];
  close(): void;
}
