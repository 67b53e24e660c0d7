/** Reads a field clients may name; what every object inherits (`constructor`) is not there. */
export const own = <Value>(
  record: Readonly<Record<string, Value>> | undefined,
  key: string,
): Value | undefined => (record !== undefined && Object.hasOwn(record, key) ? record[key] : undefined);

/** Adds an entry and, once there are more than could be in use, drops those nobody knows any more. */
export function withKnown<Value>(
  record: Readonly<Record<string, Value>> | undefined,
  [key, value]: readonly [string, Value],
  known: ReadonlyMap<string, unknown>,
): Readonly<Record<string, Value>> {
  const next = { ...record, [key]: value };
  const keys = Object.keys(next);
  if (keys.length <= known.size) return next;
  return Object.fromEntries(Object.entries(next).filter(([id]) => known.has(id)));
}
