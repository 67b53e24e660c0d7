import type { ProjectId } from '../../contract/ids.js';
import type { Offset } from '../../contract/position.js';
import { lifeOf, newLife } from '../epoch.js';
import type { Client } from './client.js';
import { keysOf } from './keys.js';
import type { Topology } from './topology.js';

interface Known {
  life: string;
  /** The highest that a commit of this node was told: a store with a lower one lost that commit. */
  seq: number;
  readonly primary: string;
  readonly slot: number;
}

/**
 * What this node knows of the projects' lives. No command for a project may go out before `admission` has compared that with
 * the store, after each reconnection anew, so that nobody is served positions of commits which the store has lost.
 */
export class Lives {
  readonly #client: Client;
  readonly #topology: Topology;
  readonly #known = new Map<ProjectId, Known>();
  readonly #admissions = new Map<ProjectId, Promise<void>>();

  constructor(client: Client, topology: Topology) {
    this.#client = client;
    this.#topology = topology;
  }

  get projects(): ProjectId[] {
    return [...this.#known.keys()];
  }

  /** Settles when commands for the project may go out; undefined when they may at once. */
  admission(project: ProjectId): Promise<void> | undefined {
    const known = this.#known.get(project);
    if (known && this.#topology.primaryOf(known.slot) === known.primary) return undefined;
    let admission = this.#admissions.get(project);
    if (!admission) {
      admission = this.#verify(project).finally(() => this.#admissions.delete(project));
      this.#admissions.set(project, admission);
    }
    return admission;
  }

  /** Compares all known projects with the store, after the connection was lost. */
  async verifyAll(): Promise<void> {
    await Promise.all(this.projects.map((project) => this.#verify(project)));
  }

  /** Remembers what a commit was told. */
  note(project: ProjectId, seq: number, { epoch }: Offset): void {
    const known = this.#known.get(project);
    if (!known) return;
    if (epoch.startsWith(known.life)) {
      if (seq > known.seq) known.seq = seq;
    } else {
      known.life = lifeOf(epoch);
      known.seq = seq;
    }
  }

  slotOf(project: ProjectId): number {
    return this.#known.get(project)?.slot ?? 0;
  }

  async #verify(project: ProjectId): Promise<void> {
    const { meta } = keysOf(project);
    const slot = this.#known.get(project)?.slot ?? (await this.#topology.slotOf(meta));
    const primary = this.#topology.primaryOf(slot);
    const knownSeq = this.#known.get(project)?.seq ?? 0;
    const reply = await this.#client.fanfareVerifyLife(1, meta, knownSeq, primary, newLife());
    // The form of the reply is stated in verify-life.lua.
    const [life, seq] = reply as [string, number];
    const known = this.#known.get(project);
    // A commit may have been answered meanwhile.
    const highest = known?.life === life ? Math.max(seq, known.seq) : seq;
    this.#known.set(project, { life, seq: highest, primary, slot });
  }
}
