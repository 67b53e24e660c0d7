import { setImmediate as nextTurn } from 'node:timers/promises';
import { Cluster } from 'ioredis';
import { type Stop, Unavailable } from '../engine.js';
import { bytesReceived, type Client } from './client.js';
import { closeClient, openClient } from './client-life.js';
import { asUnavailable } from './unavailable.js';
import { Watch } from './watch.js';

type OnMessage = (message: string) => void;

interface Subscription {
  readonly listeners: Set<OnMessage>;
  /** Settles with the server's confirmation. */
  readonly effective: Promise<unknown>;
}

// Names in one command when all are subscribed again: long enough to be quick, short enough not to stall the server.
const BATCH = 500;
const RETRY_MS = 250;

/** Sharded subscriptions of this node: one per channel, however many listen, and again after each loss of the connection. */
export class Subscriptions {
  readonly #client: Client;
  readonly #watch: Watch;
  readonly #subscriptions = new Map<string, Subscription>();
  readonly #callbacks: (() => void)[] = [];
  /** Names that are yet to be asked for. */
  #asking: { readonly names: string[]; readonly answer: Promise<unknown> } | undefined;
  #retry: NodeJS.Timeout | undefined;
  #isClosed = false;

  constructor(client: Client, timeoutMs: number) {
    this.#client = client;
    client.on('smessage', (name: string, message: string) => this.#deliver(name, message));
    client.on('ready', () => void this.#restore());
    // A cluster's client replaces the subscribers of single servers by itself.
    client.on('subscribersReady', () => void this.#restore());
    client.on('close', () => this.#watch.forget());
    this.#watch = new Watch({
      timeoutMs,
      probe: () => this.#probe(),
      received: () => bytesReceived(client),
      // Nobody waits for messages: what was missed is caught up with.
      sent: () => 0,
      onSilence: () => this.#drop(),
    });
  }

  /** @throws Error when Redis cannot be reached in time or refuses the credentials */
  async open(timeoutMs: number): Promise<void> {
    await openClient(this.#client, timeoutMs);
  }

  /** Calls back when messages may have been missed, once all subscriptions are effective again. */
  onInterrupted(callback: () => void): void {
    this.#callbacks.push(callback);
  }

  /**
   * Resolves when everything published later will be sent.
   * @throws Unavailable when the connection is away or gets lost meanwhile
   */
  async listen(name: string, onMessage: OnMessage): Promise<Stop> {
    const subscription = this.#subscriptions.get(name) ?? this.#subscribe(name);
    // A wrapper of its own lets one callback listen twice and stop once.
    const listener: OnMessage = (message) => onMessage(message);
    subscription.listeners.add(listener);
    const stop = async () => {
      if (subscription.listeners.delete(listener)) await this.#leave(name, subscription);
    };
    try {
      await subscription.effective;
    } catch (error) {
      await stop();
      throw asUnavailable(error);
    }
    return stop;
  }

  async close(): Promise<void> {
    this.#watch.stop();
    this.#isClosed = true;
    clearTimeout(this.#retry);
    this.#callbacks.length = 0;
    this.#subscriptions.clear();
    await closeClient(this.#client);
  }

  #subscribe(name: string): Subscription {
    const subscription = { listeners: new Set<OnMessage>(), effective: this.#ask(name) };
    this.#subscriptions.set(name, subscription);
    return subscription;
  }

  #ask(name: string): Promise<unknown> {
    const client = this.#client;
    if (client.status !== 'ready') return Promise.reject(new Unavailable('Redis is not connected'));
    // The names of one command have to lie on one server.
    if (client instanceof Cluster) return client.ssubscribe(name);
    this.#asking ??= this.#askTogether();
    this.#asking.names.push(name);
    return this.#asking.answer;
  }

  /** Asks for the names that come up in one turn of the event loop at once: a command costs more than a name in it. */
  #askTogether(): { readonly names: string[]; readonly answer: Promise<unknown> } {
    const names: string[] = [];
    const answer = nextTurn().then(() => {
      this.#asking = undefined;
      return this.#askFor(inBatches(names));
    });
    return { names, answer };
  }

  #askFor(batches: readonly string[][]): Promise<unknown> {
    return Promise.all(batches.map((batch) => this.#client.ssubscribe(...batch)));
  }

  /** The server answers in order, so whoever listens anew after this is subscribed in the end. */
  async #leave(name: string, subscription: Subscription): Promise<void> {
    if (subscription.listeners.size > 0 || this.#subscriptions.get(name) !== subscription) return;
    this.#subscriptions.delete(name);
    await this.#client.sunsubscribe(name).catch(() => {});
  }

  #deliver(name: string, message: string): void {
    const subscription = this.#subscriptions.get(name);
    if (subscription) {
      for (const listener of subscription.listeners) listener(message);
    } else {
      // Left over from a lost connection.
      this.#client.sunsubscribe(name).catch(() => {});
    }
  }

  async #restore(): Promise<void> {
    this.#watch.forget();
    const names = [...this.#subscriptions.keys()];
    try {
      const batches = this.#client instanceof Cluster ? barriers(names) : inBatches(names);
      await this.#askFor(batches);
    } catch {
      this.#restoreLater();
      return;
    }
    for (const callback of this.#callbacks) callback();
  }

  /** A single connection is made anew; a cluster's client goes on with those it has, so it is asked again. */
  #restoreLater(): void {
    this.#drop();
    if (this.#isClosed || !(this.#client instanceof Cluster)) return;
    clearTimeout(this.#retry);
    this.#retry = setTimeout(() => void this.#restore(), RETRY_MS);
  }

  #probe(): Promise<unknown> {
    const client = this.#client;
    // Subscribers of a cluster are watched by its client; greeted or not shows as 'ready'.
    if (client instanceof Cluster) return Promise.resolve();
    return client.status === 'connect' ? new Promise(() => {}) : client.ping();
  }

  #drop(): void {
    const client = this.#client;
    if (client instanceof Cluster) return;
    if (client.status === 'ready' || client.status === 'connect') client.stream.destroy();
  }
}

function inBatches(names: readonly string[]): string[][] {
  const batches: string[][] = [];
  for (let at = 0; at < names.length; at += BATCH) batches.push(names.slice(at, at + BATCH));
  return batches;
}

/** One name per project: its confirmation follows those of the names the cluster's client has subscribed again itself. */
function barriers(names: readonly string[]): string[][] {
  const byTag = new Map(names.map((name) => [name.slice(0, name.indexOf('}')), name]));
  return [...byTag.values()].map((name) => [name]);
}
