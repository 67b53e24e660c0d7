import { randomUUID } from 'node:crypto';
import { afterAll, afterEach, beforeAll, describe } from '@jest/globals';
import type { Config } from '../../../src/config.js';
import type { Caller, PlayerCaller } from '../../../src/contract/caller.js';
import type { Feature } from '../../../src/contract/operation.js';
import { decodeBody } from '../../../src/contract/publication.js';
import type { Engine } from '../../../src/engine/engine.js';
import type { Deps } from '../../../src/features/deps.js';
import { lobbyKind } from '../../../src/features/lobbies/kind.js';
import { lobbiesFeature } from '../../../src/features/lobbies/service.js';
import { createLobbyWatch, type LobbyWatch } from '../../../src/features/lobbies/watch.js';
import type { SubscribableKind } from '../../../src/hub/channel-kind.js';
import { Hub } from '../../../src/hub/hub.js';
import { openRedis } from '../../engine/open-redis.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { type Answer, memory, openStage, player, type Stage, server } from '../stage.js';
import { type Follower, followLobby } from './follower.js';

export const project = 'game';

/** One node: lobbies without any transport. */
export interface LobbyNode {
  readonly deps: Deps;
  readonly feature: Feature;
  readonly kind: SubscribableKind;
  readonly watch: LobbyWatch;
  /** Calls an operation as a player, or as the game server when nobody is named. */
  as(
    who: string | Caller | undefined,
    name: string,
    input?: object,
    idempotencyKey?: string,
  ): Promise<Answer>;
  /** Opens a lobby of a player's; returns its id. */
  open(hostPlayerId: string, more?: object): Promise<string>;
  follow(who: string | PlayerCaller, lobbyId: string, since?: string): Promise<Follower>;
  /** Tells presence and the watch, as the socket layer does. */
  connect(...players: string[]): Promise<void>;
  drop(...players: string[]): Promise<void>;
  close(): Promise<void>;
}

export interface LobbyStage {
  readonly nodes: readonly [LobbyNode, LobbyNode];
  /** Names of the events of a lobby so far. */
  eventsOf(lobbyId: string): Promise<Happened[]>;
  close(): Promise<void>;
}

export interface Happened {
  readonly name: string;
  // Tests look into events of every shape.
  readonly fields: Answer;
}

export interface StageOptions {
  readonly config?: Partial<Config>;
  readonly quietMs?: number;
}

type Open = (options?: StageOptions) => Promise<LobbyStage>;

/** Runs a suite on both engines; `open` gives each test two nodes over one store, closed afterwards. */
export function onBothEngines(suite: (open: Open, redis: () => RedisServer | undefined) => void): void {
  const opened: LobbyStage[] = [];
  let redis: RedisServer | undefined;
  beforeAll(async () => {
    redis = await startRedis();
  });
  afterEach(async () => {
    for (const stage of opened.splice(0)) await stage.close();
  });
  afterAll(() => redis?.remove());

  const opener =
    (openEngines: () => Promise<readonly [Engine, Engine]>): Open =>
    async (options = {}) => {
      const stage = await openLobbies(await openEngines(), options);
      opened.push(stage);
      return stage;
    };
  const shared = async (): Promise<readonly [Engine, Engine]> => {
    const engine = memory();
    return [engine, engine];
  };
  const fresh = async (): Promise<readonly [Engine, Engine]> => {
    await redis?.command('FLUSHALL');
    const open = () => openRedis(redis?.url ?? '', { retention });
    return [await open(), await open()];
  };
  describe('on the memory engine', () => suite(opener(shared), () => undefined));
  describe('on the redis engine', () => suite(opener(fresh), () => redis));
}

const retention = () => ({ publications: 200, ttlMs: 3_600_000 });

/** Two nodes over one store. */
export async function openLobbies(
  [one, other]: readonly [Engine, Engine],
  options: StageOptions = {},
): Promise<LobbyStage> {
  const nodes = [await openNode(one, options), await openNode(other, options)] as const;
  return {
    nodes,
    async eventsOf(lobbyId) {
      const { channels } = nodes[0].deps;
      const publications = await channels.historyBefore(project, `lobby:${lobbyId}`, { limit: 1000 });
      return publications
        .toReversed()
        .flatMap(({ text }) => decodeBody(text).events)
        .map(({ name, json }) => ({ name, fields: JSON.parse(json) }));
    },
    async close() {
      for (const node of nodes) await node.close();
    },
  };
}

async function openNode(engine: Engine, { config, quietMs = 100 }: StageOptions): Promise<LobbyNode> {
  const stage: Stage = await openStage({}, engine);
  const deps: Deps = { ...stage.deps, config: { ...stage.deps.config, ...config }, newId: randomUUID };
  const { channels, observe, presence } = deps;
  const watch = createLobbyWatch(deps, { quietMs, sweepMs: 20 });
  const feature = lobbiesFeature(deps, watch);
  const kind = lobbyKind(deps, watch);
  const hub = new Hub({ channels, observe, views: { lobby: kind.readView }, idleCheckMs: 30_000 });
  const name = randomUUID();

  const report = (players: readonly string[], online: boolean) =>
    presence.report(name, project, new Map(players.map((each) => [each, online])), Date.now());
  const as: LobbyNode['as'] = (who, operation, input = {}, idempotencyKey) => {
    stage.at = Date.now();
    const call = { caller: callerOf(who), ...(idempotencyKey ? { idempotencyKey } : {}) };
    return stage.call(feature, operation, input, call);
  };
  return {
    deps,
    feature,
    kind,
    watch,
    as,
    open: async (hostPlayerId, more = {}) =>
      (await as(undefined, 'createLobby', { name: 'Room', hostPlayerId, ...more })).lobbyId,
    follow: (who, lobbyId, since) =>
      followLobby({ hub, kind, caller: playerOf(who), lobbyId, ...(since ? { since } : {}) }),
    async connect(...players) {
      for (const each of players) watch.playerConnected(project, each);
      await report(players, true);
    },
    async drop(...players) {
      for (const each of players) watch.playerGone(project, each);
      await report(players, false);
    },
    async close() {
      await watch.close();
      await hub.close();
      await stage.close();
    },
  };
}

const callerOf = (who: string | Caller | undefined): Caller =>
  who === undefined ? server : typeof who === 'string' ? player(who) : who;

function playerOf(who: string | PlayerCaller): PlayerCaller {
  const caller = callerOf(who);
  if (caller.kind !== 'player') throw new Error('players follow');
  return caller;
}
