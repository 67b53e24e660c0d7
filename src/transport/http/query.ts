import { invalid } from '../../contract/errors.js';
import type { JsonSchema } from '../input-schema.js';
import type { Fields } from './input.js';

/** Reads the query parameters an operation declares; undefined when the URL has no query. Others are ignored. */
export type ReadQuery = (url: string) => Fields | undefined;

/** Turns the text of a parameter into the type its schema asks for; text that does not fit stays, and validation says so. */
type Convert = (text: string) => unknown;

/**
 * Compiles query parameters: numbers, booleans and comma-separated lists arrive as such, so that one input schema serves
 * query strings, bodies and socket commands.
 */
export function compileQuery(parameters: ReadonlyMap<string, JsonSchema>): ReadQuery {
  const converts = new Map([...parameters].map(([name, schema]) => [name, converterOf(schema)]));

  return (url) => {
    const mark = url.indexOf('?');
    if (mark < 0) return undefined;
    const fields: Record<string, unknown> = {};
    for (const [name, text] of new URLSearchParams(url.slice(mark + 1))) {
      const convert = converts.get(name);
      if (!convert) continue;
      if (Object.hasOwn(fields, name)) throw invalid({ field: name, message: 'is given twice' });
      fields[name] = convert(text);
    }
    return fields;
  };
}

const truths = new Map([
  ['1', true],
  ['true', true],
  ['0', false],
  ['false', false],
]);

function converterOf({ type }: JsonSchema): Convert {
  if (type === 'number' || type === 'integer') return numberOf;
  if (type === 'boolean') return (text) => truths.get(text) ?? text;
  if (type === 'array') return (text) => (text === '' ? [] : text.split(','));
  return (text) => text;
}

const numberOf: Convert = (text) => (/^-?\d+(\.\d+)?$/.test(text) ? Number(text) : text);
