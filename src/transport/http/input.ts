import type { z } from 'zod';
import { AppError, type FieldFault, invalid, MAX_FAULTS } from '../../contract/errors.js';

export type Fields = Readonly<Record<string, unknown>>;

/** Where the parts of an operation's input come from in a request. */
export interface InputParts {
  readonly path: Fields;
  readonly query: Fields | undefined;
  readonly body: Fields | undefined;
}

/**
 * One object of path, query and body. Copying keeps a body's own `__proto__` an ordinary property.
 * @throws AppError VALIDATION_ERROR when body or query contradict the path
 */
export function mergeInput({ path, query, body }: InputParts): Fields {
  let hasPath = false;
  for (const name in path) {
    hasPath = true;
    refuseOther(name, path[name], query);
    refuseOther(name, path[name], body);
  }
  if (!hasPath && query === undefined) return body ?? {};
  return { ...body, ...query, ...path };
}

function refuseOther(name: string, value: unknown, given: Fields | undefined): void {
  if (given !== undefined && Object.hasOwn(given, name) && given[name] !== value) {
    throw invalid({ field: name, message: 'differs from the one in the path' });
  }
}

/** @throws AppError VALIDATION_ERROR naming the fields at fault */
export function parseInput(schema: z.ZodType, fields: Fields): unknown {
  const parsed = schema.safeParse(fields);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue)).slice(0, MAX_FAULTS);
  throw new AppError('VALIDATION_ERROR', {
    message: faults.map(({ field, message }) => (field ? `${field}: ${message}` : message)).join('; '),
    details: faults,
  });
}

function faultsOf(issue: z.core.$ZodIssue, parent: readonly PropertyKey[] = []): FieldFault[] {
  const path = [...parent, ...issue.path];
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({ field: [...path, key].join('.'), message: 'is not a known field' }));
  }
  if (issue.code === 'invalid_union') {
    // Of the alternatives, the one that came closest tells most.
    const [closest] = issue.errors.toSorted((one, other) => one.length - other.length);
    if (closest?.length) return closest.flatMap((inner) => faultsOf(inner, path));
  }
  return [{ field: path.join('.'), message: issue.message }];
}
