import type { LeaderboardDefinition } from './definition.js';
import { firstInstant, offsetAt } from './local-time.js';
import { type Period, periodOf } from './periods.js';

/** A span of time whose scores are ranked together. */
export interface Window {
  /** `all_time`, `2025-11-18T12`, `2025-11-18`, `2025-W47`, `2025-11` or `custom`. */
  readonly key: string;
  /** Unix ms, inclusive; -Infinity when it has no beginning. */
  readonly startsAt: number;
  /** Unix ms, exclusive; Infinity when it never ends. */
  readonly endsAt: number;
}

/** The windows of one board: without a gap, also when clocks are put forward or back. */
export interface Windows {
  /**
   * The window an instant belongs to. About 1 µs while instants stay near each other.
   * @param at - Unix ms
   */
  at(at: number): Window;
  /** The window a key names; undefined when no window of this board has that key. */
  named(key: string): Window | undefined;
}

type Board = Pick<
  LeaderboardDefinition,
  'window' | 'timeZone' | 'resetDay' | 'resetTime' | 'startsAt' | 'endsAt'
>;

/** How an instant stands to a window: inside, within the time late events are taken, or after that. */
export type WindowState = 'open' | 'late' | 'frozen';

export function stateOf({ endsAt }: Window, at: number, lateMs: number): WindowState {
  if (at < endsAt) return 'open';
  return at < endsAt + lateMs ? 'late' : 'frozen';
}

const known = new WeakMap<Board, { readonly zone: string; readonly windows: Windows }>();

/**
 * The windows of a board.
 * @param projectZone - used when the board names no zone
 */
export function windowsOf(board: Board, projectZone: string): Windows {
  const zone = board.timeZone ?? projectZone;
  const found = known.get(board);
  if (found?.zone === zone) return found.windows;
  const windows = makeWindows(board, zone);
  known.set(board, { zone, windows });
  return windows;
}

function makeWindows(board: Board, zone: string): Windows {
  const period = periodOf(board);
  return period ? recurring(period, zone) : single(board);
}

function single({ window, startsAt, endsAt }: Board): Windows {
  const only: Window = {
    key: window,
    startsAt: startsAt === undefined ? Number.NEGATIVE_INFINITY : Date.parse(startsAt),
    endsAt: endsAt === undefined ? Number.POSITIVE_INFINITY : Date.parse(endsAt),
  };
  return { at: () => only, named: (key) => (key === only.key ? only : undefined) };
}

/** Events come for the current window and, late, for the one before. */
const REMEMBERED = 4;

function recurring(period: Period, zone: string): Windows {
  const recent: Window[] = [];
  const startOf = (index: number) => firstInstant(zone, period.startOf(index));
  const make = (index: number): Window => ({
    key: period.keyOf(index),
    startsAt: startOf(index),
    endsAt: startOf(index + 1),
  });

  function find(at: number): Window {
    let index = period.indexOf(at + offsetAt(zone, at));
    // Where clocks were put back, local time runs behind the window that has begun.
    while (at < startOf(index)) index--;
    while (at >= startOf(index + 1)) index++;
    return make(index);
  }

  return {
    at(at) {
      for (const window of recent) if (at >= window.startsAt && at < window.endsAt) return window;
      const window = find(at);
      recent.unshift(window);
      if (recent.length > REMEMBERED) recent.pop();
      return window;
    },
    named(key) {
      const index = period.indexNamed(key);
      return index === undefined ? undefined : make(index);
    },
  };
}
