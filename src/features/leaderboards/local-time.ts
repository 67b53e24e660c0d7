import { IANAZone } from 'luxon';

const DAY_MS = 86_400_000;
const MINUTE_MS = 60_000;

/**
 * How far a zone's clocks are ahead of UTC at an instant, ms.
 * @param at - Unix ms
 */
export const offsetAt = (zone: string, at: number): number => IANAZone.create(zone).offset(at) * MINUTE_MS;

/**
 * The first instant, Unix ms, at which a zone's clocks show a local time or, when they skip it, a later one.
 * @param local - the local time as if it were UTC, ms
 */
export function firstInstant(zone: string, local: number): number {
  const before = offsetAt(zone, local - DAY_MS);
  const after = offsetAt(zone, local + DAY_MS);
  if (before === after) return local - before;

  // Clocks that go back show the time twice, the first time under the old offset.
  const shown = [local - before, local - after].filter((at) => at + offsetAt(zone, at) === local);
  return shown.length > 0 ? Math.min(...shown) : changeBetween(zone, local - after, local - before);
}

/** The instant at which the offset changes, when it does once in between. */
function changeBetween(zone: string, from: number, to: number): number {
  let [low, high] = [from, to];
  const old = offsetAt(zone, low);
  while (high - low > 1) {
    const middle = Math.floor((low + high) / 2);
    if (offsetAt(zone, middle) === old) low = middle;
    else high = middle;
  }
  return high;
}
