import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { PRESENCE_TTL_MS, type Presence, type PresenceEntry } from '../engine.js';
import { LAST_SEEN_TTL_MS } from '../last-seen.js';
import { Expiring } from './expiring.js';

interface Node {
  renewedAt: number;
  readonly players: Map<ProjectId, Set<PlayerId>>;
}

/** Who is connected, for a process that may play several nodes in tests. */
export class MemoryPresence implements Presence {
  readonly #nodes = new Map<string, Node>();
  readonly #lastSeen = new Expiring<number>();

  async report(
    name: string,
    project: ProjectId,
    changes: ReadonlyMap<PlayerId, boolean>,
    at: number,
  ): Promise<void> {
    const node = this.#nodes.get(name) ?? { renewedAt: at, players: new Map<ProjectId, Set<PlayerId>>() };
    this.#nodes.set(name, node);
    node.renewedAt = Math.max(node.renewedAt, at);
    const players = node.players.get(project) ?? new Set<PlayerId>();
    node.players.set(project, players);
    for (const [player, online] of changes) {
      if (online) players.add(player);
      else players.delete(player);
      this.#saw(project, player, at);
    }
  }

  async renew(name: string, at: number): Promise<boolean> {
    const node = this.#nodes.get(name);
    if (node) node.renewedAt = Math.max(node.renewedAt, at);
    return node !== undefined;
  }

  async find(
    project: ProjectId,
    players: readonly PlayerId[],
    at: number,
  ): Promise<Map<PlayerId, PresenceEntry>> {
    return new Map(players.map((player) => [player, this.#entry(project, player, at)]));
  }

  async count(project: ProjectId, at: number): Promise<number> {
    const online = new Set<PlayerId>();
    for (const node of this.#nodes.values()) {
      if (isLive(node, at)) for (const player of node.players.get(project) ?? []) online.add(player);
    }
    return online.size;
  }

  async reap(
    at: number,
  ): Promise<readonly { readonly project: ProjectId; readonly players: readonly PlayerId[] }[] | undefined> {
    for (const [name, node] of this.#nodes) {
      if (isLive(node, at)) continue;
      this.#nodes.delete(name);
      return [...node.players].map(([project, players]) => {
        for (const player of players) this.#saw(project, player, node.renewedAt);
        return { project, players: [...players] };
      });
    }
    return undefined;
  }

  sweep(now: number): void {
    this.#lastSeen.sweep(now);
  }

  #entry(project: ProjectId, player: PlayerId, at: number): PresenceEntry {
    let online = false;
    let lastSeenAt = this.#lastSeen.get(`${project}|${player}`);
    for (const node of this.#nodes.values()) {
      if (!node.players.get(project)?.has(player)) continue;
      online ||= isLive(node, at);
      lastSeenAt = Math.max(lastSeenAt ?? 0, node.renewedAt);
    }
    return { online, lastSeenAt };
  }

  #saw(project: ProjectId, player: PlayerId, at: number): void {
    const key = `${project}|${player}`;
    this.#lastSeen.set(key, Math.max(at, this.#lastSeen.get(key) ?? 0), LAST_SEEN_TTL_MS);
  }
}

const isLive = (node: Node, at: number): boolean => at - node.renewedAt < PRESENCE_TTL_MS;
