import { randomUUID } from 'node:crypto';
import type { Authenticator } from '../auth/authenticator.js';
import { createAuthenticator } from '../auth/create-authenticator.js';
import { gatherReads } from '../auth/gather-reads.js';
import { createRevocations, type Revocations } from '../auth/revocations.js';
import { createTokens, type Tokens } from '../auth/tokens.js';
import { createAppend } from '../commit/append.js';
import { createQueues } from '../commit/queues.js';
import { createTransact } from '../commit/transactor.js';
import type { Config } from '../config.js';
import type { ProjectId } from '../contract/ids.js';
import type { Engine } from '../engine/engine.js';
import { closesRestricted } from '../features/admin/closing.js';
import { keepsScoredBoards } from '../features/admin/scored-boards.js';
import { loadDefinitions } from '../features/definitions/file.js';
import { FollowedDefinitions } from '../features/definitions/source.js';
import type { Deps } from '../features/deps.js';
import { boardScores } from '../features/leaderboards/rankings.js';
import { scorePlanner } from '../features/leaderboards/rules.js';
import type { Observe } from '../observe.js';
import { openEngine } from './open-engine.js';
import { findPublicProject } from './public-project.js';

/** What a node has before it can do anything: a store, the definitions, and who may call. */
export interface Core {
  readonly config: Config;
  readonly observe: Observe;
  readonly engine: Engine;
  readonly definitions: FollowedDefinitions;
  readonly deps: Deps;
  readonly tokens: Tokens;
  readonly revocations: Revocations;
  readonly authenticator: Authenticator;
  /** Owns calls without credential; undefined: there is no such project. */
  readonly publicProject: ProjectId | undefined;
}

/** @throws BadConfig | BadDefinitions; Error when Redis cannot be had */
export async function openCore(config: Config, observe: Observe): Promise<Core> {
  const { log } = observe;
  const projects = await loadDefinitions(config);
  const publicProject = findPublicProject(
    config,
    projects.map(({ definition }) => definition.id),
  );
  const engine = await openEngine(config, log, projects);
  const definitions = await FollowedDefinitions.open({
    channels: engine.channels,
    log,
    projects,
    guard: keepsScoredBoards(boardScores(engine)),
    closing: closesRestricted(config),
  });

  const tokens = createTokens({
    source: definitions,
    jwtSecret: config.JWT_SECRET,
    otherJwtSecret: config.JWT_SECRET_OTHER,
    now: Date.now,
  });
  const revocations = createRevocations(gatherReads(engine.marks));
  return {
    config,
    observe,
    engine,
    definitions,
    deps: createDeps({ config, observe, engine, definitions }),
    tokens,
    revocations,
    authenticator: createAuthenticator({ source: definitions, tokens, revocations }),
    publicProject,
  };
}

type DepParts = Pick<Core, 'config' | 'observe' | 'engine' | 'definitions'>;

function createDeps({ config, observe, engine, definitions }: DepParts): Deps {
  const { channels, presence, marks, ranks } = engine;
  const { metrics } = observe;
  const queues = createQueues();
  metrics.measure(
    'queued_calls',
    'Calls that change a channel and run or wait for one another',
    () => queues.size,
  );
  const parts = { channels, metrics, onceTtlMs: config.IDEMPOTENCY_TTL_SECONDS * 1000 };
  return {
    channels,
    presence,
    marks,
    ranks,
    definitions,
    transact: createTransact({ ...parts, definitions, queues }),
    append: createAppend(parts),
    planScores: scorePlanner(config.LATE_EVENT_SECONDS * 1000),
    newId: randomUUID,
    config,
    observe,
  };
}
