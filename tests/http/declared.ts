import { readdirSync } from 'node:fs';
import type { EventDeclarations } from '../../src/contract/event.js';
import { type Feature, feature, type Operations } from '../../src/contract/operation.js';

const folder = new URL('../../src/features/', import.meta.url);

/** What the features of the source tree declare, found by the names of what their contracts export. */
export async function findDeclared(): Promise<{ features: Feature[]; events: EventDeclarations[] }> {
  const names = readdirSync(folder, { recursive: true, encoding: 'utf8' });
  const contracts = names.filter((name) => /(^|[\\/])contract\.ts$/.test(name));
  const exported: [string, unknown][] = [];
  for (const name of contracts)
    exported.push(...Object.entries(await import(new URL(name, folder).pathname)));

  const ending = (end: string) => exported.filter(([name]) => name.endsWith(end)).map(([, value]) => value);
  // By convention `…Operations` and `…Events` are what `operation` and `events` made.
  const operations = ending('Operations') as Operations[];
  return {
    features: operations.map((each) => feature(each, unanswered(each))),
    events: ending('Events') as EventDeclarations[],
  };
}

const unanswered = (operations: Operations) =>
  Object.fromEntries(
    Object.keys(operations).map((name) => [name, () => Promise.reject(new Error('not served'))]),
  );
