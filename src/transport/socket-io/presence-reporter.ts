import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { PRESENCE_TTL_MS, type Presence } from '../../engine/engine.js';
import type { Log } from '../../observe.js';

export interface PresenceReporterParts {
  readonly presence: Presence;
  /** This node's name among the nodes. */
  readonly node: string;
  /** Everybody connected here now. */
  readonly online: () => Iterable<{ readonly project: ProjectId; readonly playerId: PlayerId }>;
  readonly log: Log;
}

const BATCH_MS = 100;

/** Tells the other nodes who is connected here, in batches, and that this node lives. */
export class PresenceReporter {
  readonly #parts: PresenceReporterParts;
  #changes = new Map<ProjectId, Map<PlayerId, boolean>>();
  #batch: NodeJS.Timeout | undefined;
  #reporting: Promise<void> = Promise.resolve();
  #renewedAt = Date.now();
  /** Others may have taken this node for dead, and forgotten who is connected here. */
  #isForgotten = false;
  readonly #renewing: NodeJS.Timeout;

  constructor(parts: PresenceReporterParts) {
    this.#parts = parts;
    this.#renewing = setInterval(() => void this.#renew(), PRESENCE_TTL_MS / 3).unref();
  }

  note(project: ProjectId, playerId: PlayerId, isOnline: boolean): void {
    const players = this.#changes.get(project) ?? new Map<PlayerId, boolean>();
    this.#changes.set(project, players.set(playerId, isOnline));
    this.#batch ??= setTimeout(() => this.#flush(), BATCH_MS);
  }

  /** Reports everybody again: the store may have lost what it knew. */
  noteAll(): void {
    for (const { project, playerId } of this.#parts.online()) this.note(project, playerId, true);
  }

  async close(): Promise<void> {
    clearInterval(this.#renewing);
    this.#flush();
    await this.#reporting;
  }

  #flush(): void {
    clearTimeout(this.#batch);
    this.#batch = undefined;
    const changes = this.#changes;
    this.#changes = new Map();
    this.#reporting = this.#reporting.then(() => this.#report(changes));
  }

  async #report(changes: ReadonlyMap<ProjectId, ReadonlyMap<PlayerId, boolean>>): Promise<void> {
    const { presence, node, log } = this.#parts;
    for (const [project, players] of changes) {
      try {
        await presence.report(node, project, players, Date.now());
      } catch (err) {
        log.warn({ err, project }, 'presence not reported');
        this.#keep(project, players);
      }
    }
  }

  /** Keeps what could not be reported for the next renewal, unless something newer is known. */
  #keep(project: ProjectId, players: ReadonlyMap<PlayerId, boolean>): void {
    this.#changes.set(project, new Map([...players, ...(this.#changes.get(project) ?? [])]));
  }

  async #renew(): Promise<void> {
    const { presence, node } = this.#parts;
    const at = Date.now();
    if (at - this.#renewedAt >= PRESENCE_TTL_MS) this.#isForgotten = true;
    try {
      await presence.renew(node, at);
    } catch {
      // The store is away: everybody is told by `degraded`, and the next renewal tries again.
      return;
    }
    this.#renewedAt = at;
    if (this.#isForgotten) this.noteAll();
    this.#isForgotten = false;
    if (this.#changes.size > 0) this.#flush();
  }
}
