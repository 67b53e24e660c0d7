import { Cluster } from 'ioredis';
import type { ProjectId } from '../../contract/ids.js';
import { Unavailable } from '../engine.js';
import type { Address } from './address.js';
import { bytesReceived, type Client, createClient } from './client.js';
import { closeClient, openClient } from './client-life.js';
import { cork } from './cork.js';
import { keysOf } from './keys.js';
import { Lives } from './lives.js';
import { ReplicaWait } from './replica-wait.js';
import { defineScripts, type ScriptArguments, type ScriptName } from './scripts.js';
import { createTopology, type Topology } from './topology.js';
import { asUnavailable } from './unavailable.js';
import { Watch } from './watch.js';

const AWAY = 'Redis is not connected';

const rethrow = (error: unknown): never => {
  throw asUnavailable(error);
};

export interface ConnectionOptions {
  readonly address: Address;
  readonly timeoutMs: number;
  /** Replicas that must confirm a write. */
  readonly waitReplicas: number;
}

/** The connection that commands go out on, as long as the store answers and holds what this node knows of. */
export class Connection {
  readonly client: Client;
  readonly #topology: Topology;
  readonly #lives: Lives;
  readonly #replicaWait: ReplicaWait | undefined;
  readonly #watch: Watch;
  readonly #callbacks: ((up: boolean) => void)[] = [];
  #up = false;
  // Commands may go out: the store has been compared with what this node knows.
  #admits = false;
  // Tells a verification whether the connection it belongs to is still the one.
  #opened = 0;
  #sent = 0;

  constructor({ address, timeoutMs, waitReplicas }: ConnectionOptions) {
    this.#replicaWait = waitReplicas > 0 ? new ReplicaWait(waitReplicas, timeoutMs / 2) : undefined;
    this.client = createClient(address, { timeoutMs });
    defineScripts(this.client);
    this.#topology = createTopology(address, this.client);
    this.#lives = new Lives(this.client, this.#topology);
    this.client.on('ready', () => void this.#onReady());
    this.client.on('close', () => this.#onDown());
    this.client.on('end', () => this.#onDown());
    this.#watch = new Watch({
      timeoutMs,
      probe: () => this.#probe(),
      received: () => bytesReceived(this.client),
      sent: () => this.#sent,
      onSilence: () => this.#onSilence(),
    });
  }

  /** @throws Error when Redis cannot be reached in time or refuses the credentials */
  async open(timeoutMs: number): Promise<void> {
    await openClient(this.client, timeoutMs);
  }

  get isUp(): boolean {
    return this.#up;
  }

  onUpDown(callback: (up: boolean) => void): void {
    this.#callbacks.push(callback);
  }

  /**
   * Sends a command of a project.
   * @throws Unavailable at once when the store is away, or as soon as that shows
   */
  run<Reply>(project: ProjectId, send: (client: Client) => Promise<Reply>): Promise<Reply> {
    this.#sent += 1;
    const admission = this.#admission(project);
    const sent = admission === undefined ? send(this.client) : admission.then(() => send(this.client));
    return sent.catch(rethrow);
  }

  /** Sends a script of a project, as `run` does; scripts sent in one turn go out together. */
  runScript(project: ProjectId, name: ScriptName, call: ScriptArguments): Promise<unknown> {
    return this.run(project, (client) => {
      if (!(client instanceof Cluster)) cork(client.stream);
      return client[name](...call);
    });
  }

  /** Sends a script as `runScript` does, and waits for replicas if that is asked for. */
  async writeScript(project: ProjectId, name: ScriptName, call: ScriptArguments): Promise<unknown> {
    return this.write(project, () => this.runScript(project, name, call));
  }

  /** Does a write of a project, and waits for replicas if that is asked for. */
  async write<Reply>(project: ProjectId, write: () => Promise<Reply>): Promise<Reply> {
    if (!this.#replicaWait) return write();
    await this.#admission(project)?.catch(rethrow);
    const connection = this.#topology.connectionOf(this.#lives.slotOf(project));
    return this.#replicaWait.confirm(connection, write).catch(rethrow);
  }

  noteCommit(...commit: Parameters<Lives['note']>): void {
    this.#lives.note(...commit);
  }

  async ping(): Promise<void> {
    if (!this.#admits) throw new Unavailable(AWAY);
    await this.client.ping().catch(rethrow);
  }

  async close(): Promise<void> {
    this.#watch.stop();
    this.#callbacks.length = 0;
    await closeClient(this.client);
  }

  #admission(project: ProjectId): Promise<void> | undefined {
    return this.#admits ? this.#lives.admission(project) : Promise.reject(new Unavailable(AWAY));
  }

  async #onReady(): Promise<void> {
    this.#watch.forget();
    const opened = ++this.#opened;
    try {
      await this.#lives.verifyAll();
      if (opened !== this.#opened) return;
      this.#admits = true;
      this.#setUp(true);
    } catch {
      // It was lost again, or answers badly: the next connection tries again.
      if (opened === this.#opened) this.#drop();
    }
  }

  #onDown(): void {
    this.#watch.forget();
    this.#opened++;
    this.#admits = false;
    this.#setUp(false);
  }

  #onSilence(): void {
    this.#setUp(false);
    // One silent server of a cluster is no reason to leave the others.
    if (!(this.client instanceof Cluster)) this.#drop();
  }

  /** Cuts the connection, so that what waits for an answer fails and a new one is made. */
  #drop(): void {
    const { client } = this;
    if (client instanceof Cluster) client.disconnect(true);
    else if (client.status === 'ready' || client.status === 'connect') client.stream.destroy();
  }

  #probe(): Promise<unknown> {
    const { client } = this;
    if (client instanceof Cluster) return this.#probeCluster(client);
    // Connected but not greeted: the answer shows as 'ready'.
    return client.status === 'connect' ? new Promise(() => {}) : client.ping();
  }

  /** A cluster is up when every project of this node can be read: its client stays connected to the rest of it. */
  async #probeCluster(cluster: Cluster): Promise<void> {
    const opened = this.#opened;
    try {
      const { projects } = this.#lives;
      await Promise.all(projects.map((project) => cluster.hget(keysOf(project).meta, 'life')));
      if (projects.length === 0) await cluster.ping();
      if (opened === this.#opened && this.#admits) this.#setUp(true);
    } catch {
      this.#setUp(false);
    }
  }

  #setUp(up: boolean): void {
    if (this.#up === up) return;
    this.#up = up;
    for (const callback of this.#callbacks) callback(up);
  }
}
