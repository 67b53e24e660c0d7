import { Cluster, type ClusterOptions, Redis, type RedisOptions } from 'ioredis';
import type { Address } from './address.js';

export type Client = Redis | Cluster;

export interface ClientOptions {
  /** How long a reply may take, ms. */
  readonly timeoutMs: number;
  /** Whether commands wait for the connection instead of failing at once. */
  readonly queue?: boolean;
  /** How many reconnections a command survives. */
  readonly retries?: number;
  /** Whether it only listens. */
  readonly subscriber?: boolean;
}

const retryAfterMs = (attempt: number): number => Math.min(50 * 2 ** Math.min(attempt - 1, 4), 500);

const isReadOnly = (error: Error): boolean => error.message.startsWith('READONLY');

/**
 * A client that is not connected yet. It reconnects for ever; in the meantime commands fail at once, those under way
 * included, since a commit sent twice could happen twice.
 */
export function createClient(address: Address, options: ClientOptions): Client {
  const { queue = false, retries = 0, subscriber = false, timeoutMs } = options;
  const common = {
    lazyConnect: true,
    enableOfflineQueue: queue,
    maxRetriesPerRequest: retries,
    autoResendUnfulfilledCommands: false,
    // Listeners are subscribed again by their owner, who knows which are still wanted.
    autoResubscribe: queue,
    connectTimeout: 2000,
    disconnectTimeout: 200,
    // A primary that became a replica: the sentinels know the new one.
    reconnectOnError: isReadOnly,
  } satisfies RedisOptions;
  if (address.kind === 'cluster') return createCluster(address, { timeoutMs, queue, subscriber });
  if (address.kind === 'standalone') {
    return quiet(new Redis(address.url, { ...common, retryStrategy: retryAfterMs }));
  }
  const { nodes, name, username, password } = address;
  return quiet(
    new Redis({
      ...common,
      retryStrategy: retryAfterMs,
      sentinels: [...nodes],
      name,
      // Leaves a primary that was cut off from the others as soon as they have chosen a new one.
      failoverDetector: true,
      sentinelCommandTimeout: timeoutMs,
      ...present({ username, password }),
    }),
  );
}

/** Bytes a client's connection has received; 0 for a cluster, whose connections have timeouts of their own. */
export const bytesReceived = (client: Client): number =>
  client instanceof Cluster ? 0 : (client.stream?.bytesRead ?? 0);

function createCluster(
  { nodes, username, password }: Address & { kind: 'cluster' },
  { timeoutMs, queue, subscriber }: { timeoutMs: number; queue: boolean; subscriber: boolean },
): Cluster {
  const options = {
    lazyConnect: true,
    enableOfflineQueue: queue,
    clusterRetryStrategy: retryAfterMs,
    retryDelayOnFailover: 0,
    retryDelayOnClusterDown: 0,
    slotsRefreshTimeout: timeoutMs,
    slotsRefreshInterval: 5000,
    shardedSubscribers: subscriber,
    redisOptions: {
      ...present({ username, password }),
      autoResendUnfulfilledCommands: false,
      commandTimeout: timeoutMs,
      connectTimeout: 2000,
      disconnectTimeout: 200,
      reconnectOnError: isReadOnly,
    },
  } satisfies ClusterOptions;
  return quiet(new Cluster([...nodes], options));
}

// What goes wrong with a connection shows in the commands that fail and in the watch; the event alone would end the process.
function quiet<Some extends Client>(client: Some): Some {
  client.on('error', () => {});
  return client;
}

function present<Fields extends Record<string, string | undefined>>(
  fields: Fields,
): { [Name in keyof Fields]?: string } {
  // Leaving out what is undefined is all that happens, which the type of entries does not tell.
  return Object.fromEntries(Object.entries(fields).filter(([, value]) => value !== undefined)) as {
    [Name in keyof Fields]?: string;
  };
}
