import { h } from './element.js';
import { number, timeOf } from './format.js';

/** The fields of an event in one short line, those that are shown elsewhere left out. */
export const fieldsLine = (fields: object, hidden: readonly string[]): HTMLElement =>
  h(
    'span',
    { class: 'fields' },
    ...Object.entries(fields)
      .filter(([name]) => !hidden.includes(name))
      .flatMap(([name, value]) => [h('i', {}, name), ` ${brief(name, value)}  `]),
  );

function brief(name: string, value: unknown): string {
  if (Array.isArray(value)) return `[${value.length}]`;
  if (typeof value === 'object' && value !== null) return '{…}';
  if (typeof value !== 'number') return String(value);
  return /At$|^timestamp$/.test(name) ? timeOf(value) : number(value);
}
