const LEAST_MS = 250;
const MOST_MS = 5_000;

/**
 * How long to wait before the next attempt, ms: doubles from a quarter of a second to five seconds, with half of it random so
 * that many clients do not come back together.
 * @param attempt - failures so far, from 0
 */
export const backoffMs = (attempt: number): number =>
  Math.min(MOST_MS, LEAST_MS * 2 ** Math.min(attempt, 10)) * (0.5 + Math.random() / 2);
