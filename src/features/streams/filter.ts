import { type FieldFault, invalid, MAX_FAULTS } from '../../contract/errors.js';
import type { StreamDefinition } from './definition.js';

/** Which publications of a stream a subscriber picked: those with one of the values for each key named, and broadcasts. */
export type KeyFilter = ReadonlyMap<string, ReadonlySet<string>>;

/** The part of a publication that filters look at. */
export interface Keyed {
  readonly keys?: Readonly<Record<string, string>> | undefined;
  readonly broadcast?: boolean | undefined;
}

const MAX_VALUES = 1_000;

/**
 * Reads what a subscriber asked for: values of the first key in an array, or a value or values per key name.
 * @returns undefined when everything is asked for
 * @throws AppError VALIDATION_ERROR for a key or value the stream does not have
 */
export function readFilter(stream: StreamDefinition, keys: unknown): KeyFilter | undefined {
  if (keys === undefined) return undefined;
  const [first] = stream.keys;
  if (Array.isArray(keys) && !first) throw invalid({ field: 'keys', message: 'the stream has no keys' });
  const wanted = Array.isArray(keys) ? { [first?.name ?? '']: keys } : keys;
  if (typeof wanted !== 'object' || wanted === null)
    throw invalid({ field: 'keys', message: 'must be an object' });
  const filter = new Map<string, ReadonlySet<string>>();
  for (const [name, values] of Object.entries(wanted)) {
    const list: unknown[] = Array.isArray(values) ? values : [values];
    if (list.length > MAX_VALUES)
      throw invalid({ field: `keys.${name}`, message: `at most ${MAX_VALUES} values` });
    const faults = list.flatMap((value) => faultOf(stream, name, value) ?? []);
    if (faults.length > 0) throw invalid(...faults.slice(0, MAX_FAULTS));
    // `faultOf` lets strings through only.
    filter.set(name, new Set(list as string[]));
  }
  return filter.size > 0 ? filter : undefined;
}

/**
 * Checks the keys of a publication.
 * @throws AppError VALIDATION_ERROR for a key or value the stream does not have
 */
export function checkKeys(stream: StreamDefinition, keys: Keyed['keys']): void {
  const faults = Object.entries(keys ?? {}).flatMap(([name, value]) => faultOf(stream, name, value) ?? []);
  if (faults.length > 0) throw invalid(...faults.slice(0, MAX_FAULTS));
}

export function passes(filter: KeyFilter | undefined, { keys, broadcast }: Keyed): boolean {
  if (!filter || broadcast) return true;
  for (const [name, values] of filter) {
    const value = keys?.[name];
    if (value === undefined || !values.has(value)) return false;
  }
  return true;
}

/** Equal for filters that pick the same. */
export const filterName = (filter: KeyFilter): string =>
  JSON.stringify(
    [...filter].sort(([a], [b]) => (a < b ? -1 : 1)).map(([name, values]) => [name, [...values].sort()]),
  );

function faultOf({ keys }: StreamDefinition, name: string, value: unknown): FieldFault | undefined {
  const field = `keys.${name}`;
  const key = keys.find((each) => each.name === name);
  if (!key) return { field, message: 'is not a key of this stream' };
  if (typeof value !== 'string' || value === '') return { field, message: 'must be a text' };
  if (key.values && !key.values.includes(value))
    return { field, message: `${value} is not one of its values` };
  return undefined;
}
