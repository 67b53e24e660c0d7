import { createAdapter, createShardedAdapter } from '@socket.io/redis-adapter';
import type { ServerOptions } from 'socket.io';

/** Redis clients that only the Socket.IO adapter uses. It ignores its calls' promises, so a failed one must not be fatal. */
export interface AdapterClients {
  readonly pub: object;
  readonly sub: object;
  readonly cluster: boolean;
}

/**
 * What connects the Socket.IO servers of all nodes: room broadcasts, `serverSideEmit`, `fetchSockets`. Classic pub/sub lets
 * Socket.IO's Redis emitters of any language reach our rooms; Cluster needs the sharded one, and `static` keeps its number
 * of subscriptions independent of the rooms.
 */
export function createRedisAdapter({
  pub,
  sub,
  cluster,
}: AdapterClients): NonNullable<ServerOptions['adapter']> {
  const adapter = cluster
    ? createShardedAdapter(pub, sub, { subscriptionMode: 'static' })
    : createAdapter(pub, sub);
  // The server's option is typed as a class, but a function that returns an adapter is what the package documents.
  return adapter as unknown as NonNullable<ServerOptions['adapter']>;
}
