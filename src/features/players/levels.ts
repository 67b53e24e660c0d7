import { MAX_AMOUNT } from '../../contract/ids.js';
import type { LevelsDefinition } from './definition.js';

/** Total XP of each level, ascending: entry 0 is level 1. */
export type LevelThresholds = readonly number[];

/** Where a player stands on the curve. */
export interface LevelStanding {
  /** 1 or more. */
  readonly level: number;
  /** XP missing to the next level; 0 at the highest. */
  readonly xpToNextLevel: number;
  /** 0 up to, but not including, 1; 1 at the highest level. */
  readonly levelProgress: number;
}

/** Lays out a curve; levels that would need more XP than can be counted do not exist. */
export function layOutLevels(definition: LevelsDefinition): LevelThresholds {
  const { curve, maxLevel, thresholds } = definition;
  if (curve === 'table') return thresholds.slice(0, maxLevel);

  const totals = [0];
  for (let level = 1, total = 0; level < maxLevel; level++) {
    total += costOf(level, definition);
    if (total > MAX_AMOUNT) break;
    totals.push(total);
  }
  return totals;
}

const costOf = (level: number, { curve, base, growth }: LevelsDefinition): number =>
  curve === 'linear' ? base * level : Math.round(base * growth ** (level - 1));

/** The level reached with an amount of XP; O(log levels). */
export function levelAt(thresholds: LevelThresholds, xp: number): number {
  let low = 1;
  let high = thresholds.length;
  while (low < high) {
    const middle = Math.ceil((low + high) / 2);
    if ((thresholds[middle - 1] ?? Number.POSITIVE_INFINITY) <= xp) low = middle;
    else high = middle - 1;
  }
  return low;
}

/** Level and the way to the next one. */
export function standingAt(thresholds: LevelThresholds, xp: number): LevelStanding {
  const level = levelAt(thresholds, xp);
  const from = thresholds[level - 1] ?? 0;
  const to = thresholds[level];
  if (to === undefined) return { level, xpToNextLevel: 0, levelProgress: 1 };
  return { level, xpToNextLevel: to - xp, levelProgress: (xp - from) / (to - from) };
}
