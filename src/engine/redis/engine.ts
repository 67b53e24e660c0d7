import type { ProjectId } from '../../contract/ids.js';
import type { Log } from '../../observe.js';
import type { Engine } from '../engine.js';
import type { EntrySource } from '../entries.js';
import type { RetentionOf } from '../retention.js';
import { parseAddress } from './address.js';
import { RedisChannels } from './channels.js';
import { type Client, createClient } from './client.js';
import { closeClient, forgiveFailures } from './client-life.js';
import { Connection } from './connection.js';
import { createEntrySource } from './entry-source.js';
import { RedisMarks } from './marks.js';
import { RedisPresence } from './presence.js';
import { RedisRanks } from './ranks.js';
import { checkServer } from './server-check.js';
import { Subscriptions } from './subscriptions.js';

export interface RedisEngineOptions {
  /** See REDIS_URL. */
  readonly url: string;
  readonly retention: RetentionOf;
  /** How long a command may take before it fails with Unavailable, ms. */
  readonly timeoutMs: number;
  /** Replicas that must have a commit before it resolves; 0 by default. */
  readonly waitReplicas?: number;
  readonly log: Pick<Log, 'warn'>;
  /** Projects whose dead nodes are to be reaped beside those this engine reported for. */
  readonly projects?: () => readonly ProjectId[];
  /** How long to wait for the first connection, ms; 10 s by default. */
  readonly openTimeoutMs?: number;
}

export interface RedisEngine extends Engine {
  readonly name: 'redis';
  /** New connections for Socket.IO's Redis adapter; the engine closes them. */
  adapterClients(): { readonly pub: Client; readonly sub: Client; readonly cluster: boolean };
  /** A new connection whose commands fail at once while Redis is away; the engine closes it. */
  limiterClient(): Client;
  /** Redis Streams that others write, over connections of their own. */
  entrySource(): EntrySource;
}

/**
 * Connects to Redis.
 * @throws Error when Redis cannot be reached in time, refuses the credentials or is older than 7
 */
export async function openRedisEngine(options: RedisEngineOptions): Promise<RedisEngine> {
  const { url, retention, timeoutMs, waitReplicas = 0, log, projects = () => [] } = options;
  const address = parseAddress(url);
  const lent: Client[] = [];
  const lend = (settings: { queue: boolean; retries: number; subscriber?: boolean }): Client => {
    const client = forgiveFailures(createClient(address, { timeoutMs, ...settings }));
    lent.push(client);
    client.connect().catch(() => {});
    return client;
  };

  const connection = new Connection({ address, timeoutMs, waitReplicas });
  const subscriptions = new Subscriptions(createClient(address, { timeoutMs, subscriber: true }), timeoutMs);
  const channels = new RedisChannels({ connection, subscriptions, retention });
  const close = async () => {
    channels.close();
    await Promise.all([connection.close(), subscriptions.close(), ...lent.map(closeClient)]);
  };
  try {
    const openTimeoutMs = options.openTimeoutMs ?? 10_000;
    await Promise.all([connection.open(openTimeoutMs), subscriptions.open(openTimeoutMs)]);
    await checkServer(connection.client, log);
  } catch (error) {
    await close();
    throw error;
  }

  return {
    name: 'redis',
    channels,
    presence: new RedisPresence(connection, projects),
    marks: new RedisMarks(connection),
    ranks: new RedisRanks({ connection, retention }),
    isUp: () => connection.isUp,
    ping: () => connection.ping(),
    onUpDown: (callback) => connection.onUpDown(callback),
    adapterClients: () => ({
      pub: lend({ queue: true, retries: 1 }),
      sub: lend({ queue: true, retries: 1, subscriber: true }),
      cluster: address.kind === 'cluster',
    }),
    limiterClient: () => lend({ queue: false, retries: 1 }),
    entrySource: () => createEntrySource(() => lend({ queue: true, retries: 0 })),
    close,
  };
}
