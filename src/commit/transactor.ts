import { setTimeout as delay } from 'node:timers/promises';
import { AppError } from '../contract/errors.js';
import type { ProjectId } from '../contract/ids.js';
import type { Offset } from '../contract/position.js';
import {
  type Channels,
  type Committed,
  Conflict,
  type Snapshot,
  StaleDefinitions,
  Unavailable,
} from '../engine/engine.js';
import type { Metrics } from '../observe.js';
import { changesOf, isNothing } from './changes.js';
import type { Decide, Decision, Outcome, Target, Transact } from './decision.js';
import { createQueues, type Queues } from './queues.js';
import { createRecent } from './recent.js';
import { onceOf, repeatOf } from './stored.js';

/** Between two nodes a channel is contended by one call each, so a few tries nearly always do. */
const MAX_TRIES = 40;
const MAX_BACKOFF_MS = 25;
/** States this node wrote last; a stale one only costs a conflict. */
const REMEMBERED_STATES = 5_000;

export interface TransactParts<Definitions extends { readonly position: Offset }> {
  readonly channels: Channels;
  readonly definitions: {
    current(project: ProjectId): Definitions;
    reload(project: ProjectId): Promise<Definitions>;
  };
  readonly metrics: Pick<Metrics, 'commits' | 'conflicts'>;
  /** How long a result is remembered under its idempotency key, ms. */
  readonly onceTtlMs: number;
  /** Where calls for one channel wait for each other; given by who wants to watch it. */
  readonly queues?: Queues;
}

interface Loaded<State> extends Offset {
  readonly state: State | undefined;
}

/** A state this node knows, in the form one codec gave it. */
interface Known extends Loaded<unknown> {
  readonly codec: unknown;
}

/** Makes the one function through which every state changes. */
export function createTransact<Definitions extends { readonly position: Offset }>(
  parts: TransactParts<Definitions>,
): Transact<Definitions> {
  const { channels, definitions, metrics, queues = createQueues() } = parts;
  const recent = createRecent<Known>(REMEMBERED_STATES);

  async function load<State>({ project, channel, codec }: Target<State>): Promise<Loaded<State>> {
    const { epoch, offset, state } = await channels.read(project, channel);
    return { epoch, offset, state: state === undefined ? undefined : codec.decode(state) };
  }

  function readBeside<State>({ project, beside }: Target<State>, state: State | undefined) {
    const names = beside?.(state);
    return names?.length ? channels.readMany(project, names) : none;
  }

  /** One try; undefined when it has to be tried again with what the store holds now. */
  async function attempt<State, Result>(
    target: Target<State>,
    decide: Decide<State, Result, Definitions>,
  ): Promise<Outcome<Result> | undefined> {
    const key = `${target.project}|${target.channel}`;
    const taken = recent.take(key);
    // The same codec made it, so it has that codec's type; another feature may write to this channel with its own.
    const known = taken?.codec === target.codec ? (taken as Loaded<State>) : undefined;
    const current = known ?? (await load(target));
    const beside = target.beside ? await readBeside(target, current.state) : none;
    const found = { epoch: current.epoch, offset: current.offset, beside };
    const rules = definitions.current(target.project);

    let decision: Decision<State, Result>;
    try {
      decision = decide(current.state, rules, found);
    } catch (error) {
      if (known) return undefined;
      throw error;
    }
    if (!target.once && isNothing(decision)) {
      // A remembered state may be old, and a commit is what would have shown it.
      return known ? undefined : { result: decision.result, repeated: false };
    }

    const { project, once } = target;
    const commit = { project, changes: changesOf(target, current, decision), definitions: rules.position };
    const committed = await channels.commit(
      once ? { ...commit, once: onceOf(once, decision.result, parts.onceTtlMs) } : commit,
    );
    if (committed.status === 'repeated') return repeatOf(target.once, committed.first);

    metrics.commits.inc();
    remember(target, committed, current, decision);
    const { positions, ranks } = committed;
    const outcome = { result: decision.result, repeated: false, positions };
    return ranks ? { ...outcome, ranks } : outcome;
  }

  function remember<State, Result>(
    { project, channel, codec }: Target<State>,
    { positions }: Extract<Committed, { status: 'committed' }>,
    before: Loaded<State>,
    decision: Decision<State, Result>,
  ): void {
    const position = positions[0];
    if (!position || decision.state === null) return;
    recent.put(`${project}|${channel}`, { ...position, codec, state: decision.state ?? before.state });
  }

  async function persist<State, Result>(
    target: Target<State>,
    decide: Decide<State, Result, Definitions>,
  ): Promise<Outcome<Result>> {
    for (let tries = 0; tries < MAX_TRIES; tries++) {
      try {
        const outcome = await attempt(target, decide);
        if (outcome) return outcome;
      } catch (error) {
        if (error instanceof StaleDefinitions) {
          await definitions.reload(target.project);
        } else if (error instanceof Conflict) {
          metrics.conflicts.inc();
          if (tries > 0) await delay(Math.random() * Math.min(2 ** tries, MAX_BACKOFF_MS));
        } else if (error instanceof AppError && target.once) {
          // The first call with this key may be why this one is refused now (its money is spent).
          const first = await channels.recall(target.project, target.once.key);
          if (first) return repeatOf(target.once, first);
          throw error;
        } else {
          throw error;
        }
      }
    }
    throw new AppError('UNAVAILABLE', { message: 'Too many conflicting changes, try again' });
  }

  return (target, decide) =>
    queues.run(`${target.project}|${target.channel}`, () =>
      persist(target, decide).catch((error: unknown) => {
        throw error instanceof Unavailable ? new AppError('UNAVAILABLE', { cause: error }) : error;
      }),
    );
}

const none: readonly Snapshot[] = [];
