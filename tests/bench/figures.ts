import type { Window } from './load/orders.js';
import type { TargetName } from './wire.js';

/** What one row of the report is about. */
export interface Measure {
  readonly scenario: string;
  readonly name: string;
  readonly unit: string;
  /** Largest ratio to the peer that the project promises. */
  readonly ratio?: number;
  /** Largest value that the project promises, in `unit`. */
  readonly most?: number;
}

export interface Figure extends Measure {
  /** One value per repeat. */
  readonly ours: number[];
  readonly peer: number[];
}

/** Collects the values of all repeats. */
export class Figures {
  readonly rows: Figure[] = [];
  /** Runs that lost, repeated, reordered or refused something; their values are left out. */
  readonly invalid: string[] = [];

  add(measure: Measure, target: TargetName, value: number): void {
    const isSame = ({ scenario, name, unit }: Figure) =>
      scenario === measure.scenario && name === measure.name && unit === measure.unit;
    let row = this.rows.find(isSame);
    if (!row) {
      row = { ...measure, ours: [], peer: [] };
      this.rows.push(row);
    }
    row[target].push(value);
  }

  /** Whether a window may be counted; if not, notes why. */
  check(label: string, window: Window): boolean {
    const { lost, duplicated, disordered, refused, closed } = window;
    if (lost + duplicated + disordered + refused + closed === 0) return true;
    this.reject(
      `${label}: ${lost} lost, ${duplicated} duplicated, ${disordered} out of order, ${refused} refused, ${closed} sockets closed`,
    );
    return false;
  }

  /** Notes a run that cannot be counted. */
  reject(reason: string): void {
    this.invalid.push(reason);
    process.stdout.write(`  INVALID ${reason}\n`);
  }
}

export function median(values: readonly number[]): number {
  const sorted = [...values].sort((a, b) => a - b);
  const middle = sorted.length >> 1;
  const upper = sorted[middle] ?? Number.NaN;
  return sorted.length % 2 === 1 ? upper : ((sorted[middle - 1] ?? Number.NaN) + upper) / 2;
}
