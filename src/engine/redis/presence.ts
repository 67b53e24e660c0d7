import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { PRESENCE_TTL_MS, type Presence, type PresenceEntry } from '../engine.js';
import { LAST_SEEN_TTL_MS } from '../last-seen.js';
import type { Connection } from './connection.js';
import { keysOf } from './keys.js';
import type { ScriptArguments } from './scripts.js';

interface Reaped {
  readonly project: ProjectId;
  readonly players: readonly PlayerId[];
}

/**
 * Who is connected. Each project keeps its own list of nodes, since projects may lie on different servers; this engine looks
 * after those it has reported for and those it is told of.
 */
export class RedisPresence implements Presence {
  readonly #connection: Connection;
  readonly #projects: () => readonly ProjectId[];
  readonly #reported = new Map<string, Set<ProjectId>>();

  constructor(connection: Connection, projects: () => readonly ProjectId[]) {
    this.#connection = connection;
    this.#projects = projects;
  }

  async report(
    node: string,
    project: ProjectId,
    changes: ReadonlyMap<PlayerId, boolean>,
    at: number,
  ): Promise<void> {
    const keys = keysOf(project);
    const call: ScriptArguments = [3 + changes.size, keys.nodes, keys.nodePrefix + node, keys.online];
    for (const player of changes.keys()) call.push(keys.seen(player));
    call.push(node, at, LAST_SEEN_TTL_MS);
    for (const [player, online] of changes) call.push(player, online ? '1' : '0');
    await this.#connection.runScript(project, 'fanfareReport', call);
    this.#reported.set(node, (this.#reported.get(node) ?? new Set()).add(project));
  }

  async renew(node: string, at: number): Promise<boolean> {
    const projects = [...(this.#reported.get(node) ?? [])];
    const known = await Promise.all(
      projects.map((project) =>
        this.#connection.runScript(project, 'fanfareRenew', [1, keysOf(project).nodes, node, at]),
      ),
    );
    return known.length > 0 && known.every((reply) => reply === 1);
  }

  async find(
    project: ProjectId,
    players: readonly PlayerId[],
    at: number,
  ): Promise<Map<PlayerId, PresenceEntry>> {
    const keys = keysOf(project);
    const call: ScriptArguments = [1 + players.length, keys.nodes, ...players.map(keys.seen)];
    call.push(at - PRESENCE_TTL_MS, keys.nodePrefix, ...players);
    // The form of the reply is stated in find.lua.
    const reply = (await this.#connection.runScript(project, 'fanfareFind', call)) as (string | null)[];
    return new Map(
      players.map((player, index) => {
        const seen = reply[index * 2 + 1];
        return [player, { online: reply[index * 2] === '1', lastSeenAt: seen ? Number(seen) : undefined }];
      }),
    );
  }

  async count(project: ProjectId, at: number): Promise<number> {
    const { nodes, online, nodePrefix } = keysOf(project);
    const call: ScriptArguments = [2, nodes, online, at - PRESENCE_TTL_MS, nodePrefix];
    return Number(await this.#connection.runScript(project, 'fanfareCount', call));
  }

  async reap(at: number): Promise<readonly Reaped[] | undefined> {
    const reaped: Reaped[] = [];
    let node = '';
    const projects = new Set([
      ...this.#projects(),
      ...[...this.#reported.values()].flatMap((own) => [...own]),
    ]);
    for (const project of projects) {
      const taken = await this.#reapIn(project, node, at);
      if (!taken) continue;
      node = taken.node;
      reaped.push({ project, players: taken.players });
    }
    return reaped.length > 0 ? reaped : undefined;
  }

  /** @param wanted - the node to take over if it is dead; empty for any */
  async #reapIn(
    project: ProjectId,
    wanted: string,
    at: number,
  ): Promise<{ readonly node: string; readonly players: PlayerId[] } | undefined> {
    const { nodes, online, nodePrefix, seenPrefix } = keysOf(project);
    const call: ScriptArguments = [2, nodes, online, at - PRESENCE_TTL_MS, wanted];
    call.push(nodePrefix, seenPrefix, LAST_SEEN_TTL_MS);
    // The form of the reply is stated in reap.lua.
    const reply = (await this.#connection.runScript(project, 'fanfareReap', call)) as string[] | null;
    if (!reply) return undefined;
    const [node = '', ...players] = reply;
    return { node, players };
  }
}
