import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { PRESENCE_TTL_MS } from '../../engine/engine.js';
import type { Deps } from '../deps.js';
import { greetPlayer } from './absence.js';
import { noteAllGone, noteDeadNodes } from './departures.js';
import { closeIdleLobbies } from './idle.js';
import { membershipChannel, readMembership } from './membership.js';
import { sweepAbsences } from './sweep.js';

/** Told by the socket layer who comes and goes here; looks after the seats of those who are gone, on whatever node they were. */
export interface LobbyWatch {
  /** The first connection of a player came to this node. */
  playerConnected(project: ProjectId, playerId: PlayerId): void;
  /** The last connection of a player left this node. */
  playerGone(project: ProjectId, playerId: PlayerId): void;
  /** Whether a player has a connection anywhere. */
  meet(project: ProjectId, playerId: PlayerId): Promise<Meeting>;
  /** A member who is shown without connection uses one: if it is at this node, the others are told. Never rejects. */
  sawMember(project: ProjectId, playerId: PlayerId): Promise<void>;
  /** A player who was met connected has a seat now: notices a connection that dropped in between. */
  seated(project: ProjectId, playerId: PlayerId): void;
  /** Writes down what other nodes have to know, then stops. */
  close(): Promise<void>;
}

export interface Meeting {
  readonly connected: boolean;
  /** When to look again, because the connection is at another node or new, Unix ms; undefined: it is certain. */
  readonly againAt: number | undefined;
}

export interface WatchTimes {
  /** A connection that drops for less than this is nobody's business, ms. */
  readonly quietMs: number;
  /** How often to look whether something is due, ms. */
  readonly sweepMs: number;
}

export type WatchDeps = Pick<
  Deps,
  'channels' | 'presence' | 'definitions' | 'transact' | 'config' | 'observe'
>;

const TIMES: WatchTimes = { quietMs: 2_000, sweepMs: 500 };
const BATCH_MS = 50;
/** A node is taken for dead after seconds only, so not every sweep looks for one. */
const SWEEPS_PER_DEATH_WATCH = 2;

export function createLobbyWatch(deps: WatchDeps, times: WatchTimes = TIMES): LobbyWatch {
  const watch = new Watch(deps, times);
  watch.start();
  return watch;
}

type Players = Map<ProjectId, Set<PlayerId>>;

class Watch implements LobbyWatch {
  readonly #deps: WatchDeps;
  readonly #times: WatchTimes;
  readonly #here: Players = new Map();
  /** Dropped here, and not yet written down. */
  #dropped: Players = new Map();
  readonly #greeting = new Map<string, Promise<void>>();
  #batch: NodeJS.Timeout | undefined;
  #next: NodeJS.Timeout | undefined;
  #running: Promise<void> = Promise.resolve();
  #idleCheckedAt = 0;
  #sweeps = 0;
  #isClosed = false;

  constructor(deps: WatchDeps, times: WatchTimes) {
    this.#deps = deps;
    this.#times = times;
  }

  start(): void {
    if (this.#isClosed) return;
    this.#next = setTimeout(() => {
      this.#running = this.#sweep().finally(() => this.start());
    }, this.#times.sweepMs).unref();
  }

  playerConnected(project: ProjectId, playerId: PlayerId): void {
    add(this.#here, project, playerId);
  }

  playerGone(project: ProjectId, playerId: PlayerId): void {
    this.#here.get(project)?.delete(playerId);
    this.#drop(project, playerId);
  }

  async meet(project: ProjectId, playerId: PlayerId): Promise<Meeting> {
    const at = Date.now();
    const isHere = this.#isHere(project, playerId);
    const found = await this.#deps.presence.find(project, [playerId], at);
    const isOnline = found.get(playerId)?.online ?? false;
    const isDoubtful = isHere !== isOnline;
    return { connected: isHere || isOnline, againAt: isDoubtful ? at + this.#times.quietMs : undefined };
  }

  sawMember(project: ProjectId, playerId: PlayerId): Promise<void> {
    const key = `${project}|${playerId}`;
    const greeting = this.#greeting.get(key);
    if (greeting || !this.#isHere(project, playerId)) return greeting ?? Promise.resolve();
    const begun = this.#greet(project, playerId)
      .catch((err: unknown) => this.#warn(err))
      .finally(() => this.#greeting.delete(key));
    this.#greeting.set(key, begun);
    return begun;
  }

  seated(project: ProjectId, playerId: PlayerId): void {
    if (!this.#isHere(project, playerId)) this.#drop(project, playerId);
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearTimeout(this.#next);
    clearTimeout(this.#batch);
    await this.#running;
    await this.#noteDropped(this.#times.quietMs);
  }

  #drop(project: ProjectId, playerId: PlayerId): void {
    add(this.#dropped, project, playerId);
    this.#batch ??= setTimeout(() => void this.#noteDropped(this.#times.quietMs), BATCH_MS);
  }

  #isHere(project: ProjectId, playerId: PlayerId): boolean {
    return this.#here.get(project)?.has(playerId) ?? false;
  }

  async #greet(project: ProjectId, playerId: PlayerId): Promise<void> {
    const [found, { againAt }] = await Promise.all([
      this.#deps.channels.read(project, membershipChannel(playerId)),
      this.meet(project, playerId),
    ]);
    const membership = readMembership(found);
    if (!membership) return;
    await greetPlayer(this.#deps, { project, playerId, at: Date.now(), againAt }, membership);
  }

  /** Writes down who dropped; what the store does not take now is tried again by the next sweep. */
  async #noteDropped(inMs: number): Promise<void> {
    clearTimeout(this.#batch);
    this.#batch = undefined;
    const dropped = this.#dropped;
    this.#dropped = new Map();
    for (const [project, players] of dropped) {
      try {
        await noteAllGone(this.#deps, { project, players: [...players] }, inMs);
      } catch (err) {
        this.#warn(err);
        for (const player of players) add(this.#dropped, project, player);
      }
    }
  }

  async #sweep(): Promise<void> {
    const deps = this.#deps;
    const here = { isHere: this.#isHere.bind(this), quietMs: this.#times.quietMs };
    try {
      // By the time these are due, presence has surely been told, too.
      if (this.#dropped.size > 0 && !this.#batch) await this.#noteDropped(PRESENCE_TTL_MS);
      if (this.#sweeps++ % SWEEPS_PER_DEATH_WATCH === 0) await noteDeadNodes(deps);
      for (const project of deps.definitions.projects()) await sweepAbsences(deps, project, here);
      await this.#closeIdle();
    } catch (err) {
      this.#warn(err);
    }
  }

  async #closeIdle(): Promise<void> {
    const now = Date.now();
    const { LOBBY_IDLE_SECONDS } = this.#deps.config;
    if (now - this.#idleCheckedAt < Math.min(30_000, LOBBY_IDLE_SECONDS * 100)) return;
    this.#idleCheckedAt = now;
    for (const project of this.#deps.definitions.projects()) await closeIdleLobbies(this.#deps, project, now);
  }

  #warn(err: unknown): void {
    this.#deps.observe.log.warn({ err }, 'lobbies not looked after');
  }
}

function add(players: Players, project: ProjectId, playerId: PlayerId): void {
  const known = players.get(project);
  if (known) known.add(playerId);
  else players.set(project, new Set([playerId]));
}
