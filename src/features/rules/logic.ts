import { LogicEngine } from 'json-logic-engine';
import { type Expression, operators } from './expression.js';

/** What an expression can look at. */
export interface Facts {
  readonly event: { readonly type: string; readonly timestamp: number };
  readonly properties: Readonly<Record<string, unknown>>;
  readonly player: PlayerFacts;
}

export interface PlayerFacts {
  readonly id: string;
  readonly xp: number;
  readonly level: number;
  readonly currencies: Readonly<Record<string, number>>;
  readonly lives: number;
  readonly badges: readonly string[];
  readonly metadata: Readonly<Record<string, unknown>>;
}

const engine = new LogicEngine();
for (const name of Object.keys(engine.methods)) if (!operators.has(name)) delete engine.methods[name];

/**
 * Compiles a condition. An expression that crashes on some facts is false for them.
 * @throws Error when the expression cannot be compiled
 */
export function compileCondition(expression: Expression): (facts: Facts) => boolean {
  if (typeof expression !== 'object') return () => Boolean(expression);
  const evaluate = compile(expression);
  return (facts) => {
    try {
      return Boolean(engine.truthy(evaluate(facts)));
    } catch {
      return false;
    }
  };
}

/**
 * Compiles an expression for a number; undefined where it crashes or gives anything but a finite number.
 * @throws Error when the expression cannot be compiled
 */
export function compileNumber(expression: Expression): (facts: Facts) => number | undefined {
  if (typeof expression !== 'object') return () => finite(expression);
  const evaluate = compile(expression);
  return (facts) => {
    try {
      return finite(evaluate(facts));
    } catch {
      return undefined;
    }
  };
}

function compile(expression: object): (facts: Facts) => unknown {
  try {
    const built: unknown = engine.build(expression);
    // The engine's type says Function; what it builds takes the facts and gives any JSON value.
    return typeof built === 'function' ? (built as (facts: Facts) => unknown) : () => built;
  } catch (cause) {
    // Constant parts are computed while compiling, and the engine throws NaN and plain objects.
    throw new Error('can never be computed', { cause });
  }
}

const finite = (value: unknown): number | undefined =>
  typeof value === 'number' && Number.isFinite(value) ? value : undefined;
