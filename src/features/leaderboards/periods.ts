import type { LeaderboardDefinition } from './definition.js';

/** Local time cut into numbered pieces; local times are ms as if they were UTC. */
export interface Period {
  indexOf(local: number): number;
  /** Local time at which a piece starts. */
  startOf(index: number): number;
  keyOf(index: number): string;
  indexNamed(key: string): number | undefined;
}

type Board = Pick<LeaderboardDefinition, 'window' | 'resetDay' | 'resetTime'>;

const HOUR_MS = 3_600_000;
const DAY_MS = 24 * HOUR_MS;
const WEEK_MS = 7 * DAY_MS;

const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'];
/** 1970-01-01 was a Thursday. */
const FIRST_WEEKDAY = 3;

/** How a board's windows follow each other; undefined when it has only one. */
export function periodOf({ window, resetDay, resetTime }: Board): Period | undefined {
  const resetMs = Number(resetTime.slice(0, 2)) * HOUR_MS + Number(resetTime.slice(3)) * 60_000;
  switch (window) {
    case 'hourly':
      return evenly(HOUR_MS, 0, (start) => iso(start, 13), hourNamed);
    case 'daily':
      return evenly(
        DAY_MS,
        resetMs,
        (start) => iso(start, 10),
        (key) => plus(dayNamed(key), resetMs),
      );
    case 'weekly': {
      const weekday = days.indexOf(resetDay);
      const first = ((weekday - FIRST_WEEKDAY + 7) % 7) * DAY_MS + resetMs;
      return evenly(WEEK_MS, first, weekKey, (key) => plus(mondayNamed(key), weekday * DAY_MS + resetMs));
    }
    case 'monthly':
      return monthly(resetMs);
    default:
      return undefined;
  }
}

const iso = (local: number, length: number): string => new Date(local).toISOString().slice(0, length);
const plus = (local: number | undefined, ms: number): number | undefined =>
  local === undefined ? undefined : local + ms;

function evenly(
  lengthMs: number,
  first: number,
  keyAt: (start: number) => string,
  startNamed: (key: string) => number | undefined,
): Period {
  const indexOf = (local: number) => Math.floor((local - first) / lengthMs);
  const startOf = (index: number) => first + index * lengthMs;
  return withKeys({ indexOf, startOf, keyOf: (index) => keyAt(startOf(index)) }, startNamed);
}

function monthly(resetMs: number): Period {
  const startOf = (index: number) => Date.UTC(Math.floor(index / 12), index % 12, 1) + resetMs;
  const indexOf = (local: number) => {
    const date = new Date(local - resetMs);
    return date.getUTCFullYear() * 12 + date.getUTCMonth();
  };
  const startNamed = (key: string) =>
    /^\d{4}-\d\d$/.test(key) ? plus(dayNamed(`${key}-01`), resetMs) : undefined;
  return withKeys({ indexOf, startOf, keyOf: (index) => iso(startOf(index), 7) }, startNamed);
}

function withKeys(
  period: Omit<Period, 'indexNamed'>,
  startNamed: (key: string) => number | undefined,
): Period {
  return {
    ...period,
    indexNamed(key) {
      const start = startNamed(key);
      if (start === undefined || Number.isNaN(start)) return undefined;
      const index = period.indexOf(start);
      // Numbers that are no day, such as February 30, come out as another one.
      return period.keyOf(index) === key ? index : undefined;
    },
  };
}

const hourNamed = (key: string): number | undefined =>
  /^\d{4}-\d\d-\d\dT\d\d$/.test(key) ? Date.parse(`${key}:00:00Z`) : undefined;

const dayNamed = (key: string): number | undefined =>
  /^\d{4}-\d\d-\d\d$/.test(key) ? Date.parse(`${key}T00:00:00Z`) : undefined;

/** Monday of an ISO week: week 1 is the one that holds January 4. */
function mondayNamed(key: string): number | undefined {
  const match = /^(\d{4})-W(\d\d)$/.exec(key);
  if (!match) return undefined;
  return mondayOf(Date.UTC(Number(match[1]), 0, 4)) + (Number(match[2]) - 1) * WEEK_MS;
}

/** The ISO week a local time falls into; the year is that of the week's Thursday. */
function weekKey(local: number): string {
  const thursday = mondayOf(local) + 3 * DAY_MS;
  const year = new Date(thursday).getUTCFullYear();
  const week = 1 + Math.floor((thursday - Date.UTC(year, 0, 1)) / WEEK_MS);
  return `${year}-W${String(week).padStart(2, '0')}`;
}

function mondayOf(local: number): number {
  const day = Math.floor(local / DAY_MS);
  const weekday = (((day + FIRST_WEEKDAY) % 7) + 7) % 7;
  return (day - weekday) * DAY_MS;
}
