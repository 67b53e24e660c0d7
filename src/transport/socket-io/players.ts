import type { PlayerCaller } from '../../contract/caller.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Connection } from './connection.js';
import type { PlayerSocket } from './player-socket.js';

/** Told when the first socket of a player has come to this node, or its last has left. */
export type OnPresence = (project: ProjectId, playerId: PlayerId, isOnline: boolean) => void;

/** Which players this node's sockets belong to. */
export class Players {
  readonly #sockets = new Map<string, Set<PlayerSocket>>();
  readonly #onPresence: OnPresence;

  constructor(onPresence: OnPresence) {
    this.#onPresence = onPresence;
  }

  /** All sockets, those still being admitted included. */
  *all(): Generator<PlayerSocket> {
    for (const sockets of this.#sockets.values()) yield* sockets;
  }

  /** Everybody who is connected; a player with several sockets occurs several times. */
  *online(): Generator<PlayerCaller> {
    for (const { isConnected, caller } of this.all()) if (isConnected) yield caller;
  }

  of(project: ProjectId, playerId: PlayerId): ReadonlySet<PlayerSocket> {
    return this.#sockets.get(keyOf(project, playerId)) ?? none;
  }

  /** Whether the player may have this connection as well, with at most `limit` on this node. */
  hasRoomFor(connection: Connection, { project, playerId }: PlayerCaller, limit: number): boolean {
    const sockets = this.of(project, playerId);
    if (sockets.size < limit) return true;
    const connections = new Set<Connection>();
    for (const socket of sockets) connections.add(socket.connection);
    return connections.has(connection) || connections.size < limit;
  }

  enter(player: PlayerSocket): void {
    const { project, playerId } = player.caller;
    const key = keyOf(project, playerId);
    const sockets = this.#sockets.get(key);
    if (sockets) sockets.add(player);
    else this.#sockets.set(key, new Set([player]));
    player.connection.sockets.add(player);
  }

  connected(player: PlayerSocket): void {
    const { project, playerId } = player.caller;
    const isFirst = !isOnline(this.of(project, playerId));
    player.isConnected = true;
    if (isFirst) this.#onPresence(project, playerId, true);
  }

  /** Idempotent. */
  leave(player: PlayerSocket): void {
    const { project, playerId } = player.caller;
    const key = keyOf(project, playerId);
    const sockets = this.#sockets.get(key);
    const wasConnected = player.isConnected;
    player.isConnected = false;
    player.connection.sockets.delete(player);
    if (!sockets?.delete(player)) return;
    if (sockets.size === 0) this.#sockets.delete(key);
    if (wasConnected && !isOnline(sockets)) this.#onPresence(project, playerId, false);
  }
}

const none: ReadonlySet<PlayerSocket> = new Set();

const keyOf = (project: ProjectId, playerId: PlayerId): string => `${project}|${playerId}`;

function isOnline(sockets: ReadonlySet<PlayerSocket>): boolean {
  for (const { isConnected } of sockets) if (isConnected) return true;
  return false;
}
