import type { Change } from './engine.js';

/**
 * Refuses a commit that names a channel twice: applying it would break a store in the middle.
 * @throws Error, since it is the caller's mistake
 */
export function mustBeDistinct(changes: readonly Change[]): void {
  if (changes.length < 2) return;
  if (new Set(changes.map(({ channel }) => channel)).size < changes.length) {
    throw new Error('a commit may change a channel only once');
  }
}
