import { AppError, type FieldFault, invalid } from '../../contract/errors.js';
import { type Feature, feature } from '../../contract/operation.js';
import { type AdminCollection, createOperation, deleteOperation, updateOperation } from './contract.js';
import type { Edit, EditDefinitions } from './edit.js';

type Fields = Readonly<Record<string, unknown>>;
type Items = readonly Fields[];
type Sections = Readonly<Record<AdminCollection['section'], Items>>;

/** Adding, changing and removing definitions of one kind; one implementation serves all kinds. */
export function collectionFeature(edit: EditDefinitions, collection: AdminCollection): Feature {
  const { section, item, missing } = collection;
  const operations = {
    create: createOperation(collection),
    update: updateOperation(collection),
    delete: deleteOperation(collection),
  };
  const editItems = (operation: string, input: Fields, change: (items: Items) => Items): Edit<Fields> => {
    const isIt = ({ id }: Fields) => id === input.id;
    const itemsOf = (project: Sections): Items => project[section];
    return {
      operation: `${operation}${item}`,
      input,
      change: (project) => ({ ...project, [section]: change(itemsOf(project)) }),
      answer: (project) => itemsOf(project).find(isIt) ?? {},
      refuse: (faults, project) => {
        const index = itemsOf(project).findIndex(isIt);
        return index < 0 ? inUse(faults) : invalid(...within(faults, `${section}[${index}].`));
      },
    };
  };

  return feature(operations, {
    create: (input, context) =>
      edit(
        editItems('create', input, (items) => add(items, input)),
        context,
      ),
    update: (input, context) => {
      const patched = (items: Items) => patch(mustHold(items, input.id, missing), input);
      return edit(editItems('update', input, patched), context);
    },
    async delete(input, context) {
      const without = (items: Items) =>
        mustHold(items, input.id, missing).filter(({ id }) => id !== input.id);
      await edit(editItems('delete', input, without), context);
      return {};
    },
  });
}

/** The caller sent one item, so places in it are named as in the request. */
const within = (faults: readonly FieldFault[], place: string): FieldFault[] =>
  faults.map(({ field, message }) => ({
    field: field.startsWith(place) ? field.slice(place.length) : field,
    message,
  }));

const inUse = (faults: readonly FieldFault[]): AppError =>
  new AppError('CONFLICT', { message: 'Other definitions refer to it', details: faults });

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
  return items.map((item) =>
    item.id === id
      ? Object.fromEntries(Object.entries({ ...item, ...fields }).filter(([, value]) => value !== null))
      : item,
  );
}
