import { AppError } from '../../contract/errors.js';
import { type Feature, feature } from '../../contract/operation.js';
import { type AdminCollection, createOperation, deleteOperation, updateOperation } from './contract.js';
import type { EditDefinitions } from './edit.js';

type Fields = Readonly<Record<string, unknown>>;
type Items = readonly Fields[];

/** Adding, changing and removing definitions of one kind; one implementation serves all kinds. */
export function collectionFeature(edit: EditDefinitions, collection: AdminCollection): Feature {
  const { section, item, missing } = collection;
  const operations = {
    create: createOperation(collection),
    update: updateOperation(collection),
    remove: deleteOperation(collection),
  };
  const editItems = (name: string, input: Fields, change: (items: Items) => Items) => ({
    operation: `${name}${item}`,
    input,
    change: (project: { readonly [Name in typeof section]: Items }) => ({
      ...project,
      [section]: change(project[section]),
    }),
    answer: (project: { readonly [Name in typeof section]: Items }): Fields =>
      project[section].find(({ id }) => id === input.id) ?? {},
  });

  return feature(operations, {
    create: (input, context) =>
      edit(
        editItems('create', input, (items) => add(items, input)),
        context,
      ),
    update: (input, context) =>
      edit(
        editItems('update', input, (items) => patch(mustHold(items, input.id, missing), input)),
        context,
      ),
    async remove(input, context) {
      const without = (items: Items) =>
        mustHold(items, input.id, missing).filter(({ id }) => id !== input.id);
      await edit(editItems('delete', input, without), context);
      return {};
    },
  });
}

function add(items: Items, item: Fields): Items {
  if (items.some(({ id }) => id === item.id)) throw new AppError('ALREADY_EXISTS');
  return [...items, item];
}

function mustHold(items: Items, id: unknown, missing: AdminCollection['missing']): Items {
  if (!items.some((item) => item.id === id)) throw new AppError(missing);
  return items;
}

/** Puts the given fields over an item's; null removes one. */
function patch(items: Items, { id, ...fields }: Fields): Items {
  return items.map((item) => {
    if (item.id !== id) return item;
    return Object.fromEntries(Object.entries({ ...item, ...fields }).filter(([, value]) => value !== null));
  });
}
