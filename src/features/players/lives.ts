import type { LivesDefinition } from './definition.js';

/** Lives as stored: how many there were at an instant from which they regenerate. */
export interface StoredLives {
  readonly count: number;
  /** Unix ms from which the next life is counted. */
  readonly since: number;
}

export interface CurrentLives extends StoredLives {
  /** Unix ms; null when lives are full or never regenerate. */
  readonly nextLifeAt: number | null;
}

/** Computes the lives a player has at an instant; nothing has to run for lives to come back. */
export function livesAt(stored: StoredLives, definition: LivesDefinition, at: number): CurrentLives {
  const { max, regenerateEverySeconds } = definition;
  const everyMs = regenerateEverySeconds * 1000;
  // A lowered maximum takes lives away, a full player has no clock running.
  if (stored.count >= max) return { count: max, since: at, nextLifeAt: null };
  if (everyMs === 0) return { ...stored, nextLifeAt: null };

  const regained = Math.max(0, Math.floor((at - stored.since) / everyMs));
  const count = Math.min(max, stored.count + regained);
  if (count === max) return { count, since: at, nextLifeAt: null };
  const since = stored.since + regained * everyMs;
  return { count, since, nextLifeAt: since + everyMs };
}

/** Adds or takes whole lives, staying within 0 and the maximum; a running clock keeps its phase. */
export function addLives(current: CurrentLives, amount: number, max: number): StoredLives {
  const count = Math.min(max, Math.max(0, current.count + Math.trunc(amount)));
  return { count, since: current.since };
}
