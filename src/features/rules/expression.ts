import { z } from 'zod';

/** JSON Logic operators that exist here: the standard ones without `log`, and `length` and `??`. */
export const operators: ReadonlySet<string> = new Set([
  ...['var', 'missing', 'missing_some', 'if', '?:', '==', '===', '!=', '!==', '!', '!!', 'or', 'and', '??'],
  ...['<', '<=', '>', '>=', 'max', 'min', '+', '-', '*', '/', '%', 'in', 'cat', 'substr', 'length'],
  ...['map', 'filter', 'reduce', 'all', 'none', 'some', 'merge'],
]);

const MAX_DEPTH = 24;

const Logic = z
  .record(z.string(), z.unknown())
  .superRefine((logic, context) => {
    for (const { path, message } of syntaxFaults(logic, [])) {
      context.addIssue({ code: 'custom', path: [...path], message });
    }
  })
  .meta({ description: 'JSON Logic over {event, properties, player}' });

/** An expression that is true or false: JSON Logic or the plain value. */
export const Condition = z.union([z.boolean(), Logic]).meta({ id: 'Condition' });

/** An expression that gives a number: JSON Logic or the plain value. */
export const NumberExpression = z.union([z.number(), Logic]).meta({ id: 'NumberExpression' });

export type Expression = boolean | number | Readonly<Record<string, unknown>>;

interface SyntaxFault {
  readonly path: readonly (string | number)[];
  readonly message: string;
}

function* syntaxFaults(part: unknown, path: readonly (string | number)[]): Generator<SyntaxFault> {
  if (typeof part !== 'object' || part === null) return;
  if (path.length > MAX_DEPTH * 2) {
    yield { path, message: `nests deeper than ${MAX_DEPTH} operations` };
    return;
  }
  if (Array.isArray(part)) {
    for (const [index, item] of part.entries()) yield* syntaxFaults(item, [...path, index]);
    return;
  }
  const [operator, ...more] = Object.keys(part);
  if (operator === undefined || more.length > 0) {
    yield { path, message: 'must be an object with exactly one operator' };
  } else if (!operators.has(operator)) {
    yield { path: [...path, operator], message: 'is not a JSON Logic operator known here' };
  } else {
    const operands: unknown = Object.values(part)[0];
    if (operator === 'var' || operator.startsWith('missing'))
      yield* nameFaults(operands, [...path, operator]);
    yield* syntaxFaults(operands, [...path, operator]);
  }
}

/** Computed names would get around the check of names, so they are literals here. */
function* nameFaults(operands: unknown, path: readonly (string | number)[]): Generator<SyntaxFault> {
  const isVar = path.at(-1) === 'var';
  const names = isVar ? [operands].flat(1).slice(0, 1) : [operands].flat(2);
  for (const name of names) {
    if (typeof name !== 'string' && typeof name !== 'number') {
      yield { path, message: 'must be a literal name such as properties.score' };
    } else if (`${name}`.split(/[./]/).some((step) => step in Object.prototype)) {
      yield { path, message: 'names something every object has' };
    }
  }
}
