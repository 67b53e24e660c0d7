import { AppError, invalid } from '../../contract/errors.js';
import { type Feature, feature } from '../../contract/operation.js';
import { definitionsOperations } from '../definitions/contract.js';
import { rulesOf } from '../definitions/stored.js';
import type { Deps } from '../deps.js';
import { collectionFeature } from './collection.js';
import { adminCollections } from './contract.js';
import { type EditDefinitions, editor } from './edit.js';
import type { Guard } from './scored-boards.js';

/**
 * Changing definitions at run time.
 * @param guard - what else has to agree to a change, e.g. `keepsScoredBoards`
 */
export function adminFeature(deps: Deps, guard?: Guard): Feature {
  const edit = editor(deps, guard);
  const whole = wholeFeature(deps, edit);
  const operations = { ...whole.operations };
  const handlers = { ...whole.handlers };
  for (const collection of adminCollections) {
    const part = collectionFeature(edit, collection);
    for (const name of ['create', 'update', 'delete'] as const) {
      const [operation, handler] = [part.operations[name], part.handlers[name]];
      if (operation) operations[`${name}${collection.item}`] = operation;
      if (handler) handlers[`${name}${collection.item}`] = handler;
    }
  }
  return { operations, handlers };
}

const wholeFeature = ({ definitions }: Deps, edit: EditDefinitions): Feature =>
  feature(definitionsOperations, {
    async getDefinitions(_input, { caller }) {
      const { project, version } = await definitions.reload(caller.project);
      return { ...rulesOf(project), version };
    },

    async putDefinitions(input, context) {
      const { version: expected, ...project } = input;
      const { project: id } = context.caller;
      if (project.id !== id) throw invalid({ field: 'id', message: `must be ${id}` });
      return edit(
        {
          operation: 'putDefinitions',
          input,
          change: (_before, version) => {
            if (expected !== undefined && expected !== version) {
              throw new AppError('CONFLICT', {
                message: 'The definitions have changed since that version',
                details: { version },
              });
            }
            return project;
          },
          answer: (changed, version) => ({ ...changed, version }),
        },
        context,
      );
    },
  });
