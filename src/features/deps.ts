import type { Append } from '../commit/append.js';
import type { Transact } from '../commit/decision.js';
import type { Config } from '../config.js';
import type { Channels, Marks, Presence } from '../engine/engine.js';
import type { Ranks } from '../engine/ranks.js';
import type { Observe } from '../observe.js';
import type { Definitions } from './definitions/compile.js';
import type { DefinitionsSource } from './definitions/source.js';
import type { PlanScores } from './players/scores.js';

/** What every service is given. */
export interface Deps {
  readonly channels: Channels;
  readonly presence: Presence;
  readonly marks: Marks;
  readonly ranks: Ranks;
  readonly definitions: DefinitionsSource;
  readonly transact: Transact<Definitions>;
  /** For publications that do not depend on a channel's state. */
  readonly append: Append;
  /** Ids nobody can guess, safe in channel names. */
  readonly newId: () => string;
  readonly config: Config;
  readonly observe: Observe;
  /** Turns what happened to a player into board updates of the same commit; absent: boards do not follow. */
  readonly planScores?: PlanScores;
}
