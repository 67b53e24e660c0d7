import type { KeyCaller } from '../../contract/caller.js';
import { AppError, type FieldFault, invalid, MAX_FAULTS } from '../../contract/errors.js';
import type { CallContext } from '../../contract/operation.js';
import { checkProject } from '../definitions/check.js';
import { type Collection, ProjectRules } from '../definitions/contract.js';
import {
  definitionsChannel,
  definitionsCodec,
  rulesOf,
  type StoredDefinitions,
} from '../definitions/stored.js';
import type { Deps } from '../deps.js';
import { faultsOf } from '../faults.js';
import { onceOf, recallFirst } from '../once.js';
import { closesRestricted } from './closing.js';
import type { Guard } from './scored-boards.js';

/** Definitions with items that are yet to be checked. */
export type Candidate = Omit<ProjectRules, Collection> & {
  readonly [Section in Collection]: readonly Readonly<Record<string, unknown>>[];
};

/** A change of a project's definitions. */
export interface Edit<Result> {
  readonly operation: string;
  readonly input: unknown;
  /** Computes the new definitions, which are checked as a whole afterwards; may refuse with an AppError. */
  readonly change: (project: ProjectRules, version: number) => Candidate;
  /** What the caller gets of the new definitions, which have this version. */
  readonly answer: (project: ProjectRules, version: number) => Result;
  /** Turns mistakes in the whole into the caller's error; absent: VALIDATION_ERROR naming each place. */
  readonly refuse?: (faults: readonly FieldFault[], candidate: Candidate) => AppError;
}

/** Commits a change of definitions. */
export type EditDefinitions = <Result>(
  edit: Edit<Result>,
  context: CallContext<KeyCaller>,
) => Promise<Result>;

/**
 * Makes the function that changes definitions when the whole is still right afterwards. This node knows the change when the
 * promise resolves, every other with its next commit at the latest.
 */
export const editor =
  ({ transact, channels, definitions, config }: Deps, guard: Guard | undefined): EditDefinitions =>
  async ({ operation, input, change, answer, refuse = refuseAll }, context) => {
    const { project } = context.caller;
    // Also brings back definitions that the store has lost.
    const current = await definitions.reload(project);
    const once = onceOf(operation, context, input);
    const first = await recallFirst<ReturnType<typeof answer>>(channels, project, once);
    if (first) return first.result;
    const before = rulesOf(current.project);
    const settle = await guard?.(project, before, checked(change(before, current.version), refuse));
    const target = {
      project,
      channel: definitionsChannel,
      codec: definitionsCodec,
      at: context.at,
      ...once,
    };
    const { result } = await transact(target, (stored: StoredDefinitions | undefined, { version }, found) => {
      if (!stored) throw new AppError('UNAVAILABLE');
      const next = checked(change(stored.project, version), refuse);
      const others = closesRestricted(config)(stored.project, next, context.at);
      return {
        state: { ...stored, project: next },
        events: [],
        result: answer(next, found.offset + 1),
        others,
      };
    });
    const reloaded = await definitions.reload(project);
    await settle?.(rulesOf(reloaded.project));
    return result;
  };

type Refuse = NonNullable<Edit<unknown>['refuse']>;

const refuseAll: Refuse = (faults) => invalid(...faults);

function checked(candidate: Candidate, refuse: Refuse): ProjectRules {
  const parsed = ProjectRules.safeParse(candidate);
  if (!parsed.success) throw refuse(faultsOf(parsed.error).slice(0, MAX_FAULTS), candidate);
  const faults = checkProject(parsed.data);
  if (faults.length > 0) throw refuse(faults.slice(0, MAX_FAULTS), candidate);
  return parsed.data;
}
