import { z } from 'zod';
import type { FieldFault } from '../../contract/errors.js';
import { checkProject } from './check.js';
import { type Collection, collections, ProjectDefinition } from './contract.js';

type Written = Readonly<Record<string, unknown>>;

/**
 * What is wrong between those parts of a project that are each right, when others are not: so that a file's mistakes show all
 * at once. What refers to a part that is wrong itself is not held against it.
 * @param error - what is wrong with the others
 */
export function checkSoundPart(written: Written, error: z.ZodError): FieldFault[] {
  const wrong = wrongParts(error);
  // Without a whole collection every reference into it would look wrong.
  if (collections.some((name) => wrong.get(name)?.has(undefined))) return [];
  const sound = withoutUnknownFields(written, error);
  const kept = new Map<string, number[]>();
  for (const [name, indexes] of wrong) {
    const items = itemsOf(sound[name]);
    kept.set(
      name,
      [...items.keys()].filter((index) => !indexes.has(index)),
    );
    if (isCollection(name)) sound[name] = kept.get(name)?.map((index) => items[index]);
    else delete sound[name];
  }
  const parsed = ProjectDefinition.safeParse(sound);
  if (!parsed.success) return [];
  const isWritten = (name: Collection, id: string) =>
    itemsOf(written[name]).some((item) => idOf(item) === id);
  const faults = checkProject(parsed.data, isWritten);
  return faults.map(({ field, message }) => ({ field: asWritten(field, kept), message }));
}

/** Per field of the project the places of its wrong items; undefined stands for the field itself. Fields nobody knows do no harm. */
function wrongParts(error: z.ZodError): Map<string, Set<number | undefined>> {
  const wrong = new Map<string, Set<number | undefined>>();
  for (const { code, path } of error.issues) {
    if (code === 'unrecognized_keys') continue;
    const name = String(path[0]);
    const index = typeof path[1] === 'number' ? path[1] : undefined;
    wrong.set(name, (wrong.get(name) ?? new Set()).add(index));
  }
  return wrong;
}

function withoutUnknownFields(written: Written, error: z.ZodError): Record<string, unknown> {
  const known: Record<PropertyKey, unknown> = structuredClone(written);
  for (const issue of error.issues) {
    if (issue.code !== 'unrecognized_keys') continue;
    // The place is one that zod has just looked into.
    const place = issue.path.reduce<unknown>(
      (part, step) => (part as Record<PropertyKey, unknown>)[step],
      known,
    );
    for (const key of issue.keys) delete (place as Record<string, unknown>)[key];
  }
  return known;
}

/** A place among the sound parts, as it is in the file. */
const asWritten = (field: string, kept: ReadonlyMap<string, readonly number[]>): string =>
  field.replace(/^(\w+)\[(\d+)\]/, (place, name: string, index: string) => {
    const written = kept.get(name)?.[Number(index)];
    return written === undefined ? place : `${name}[${written}]`;
  });

const isCollection = (name: string): name is Collection => (collections as readonly string[]).includes(name);
const itemsOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const Named = z.object({ id: z.string() });
const idOf = (item: unknown): string | undefined => Named.safeParse(item).data?.id;
