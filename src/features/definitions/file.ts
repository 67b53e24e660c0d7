import { createHash } from 'node:crypto';
import { readFile } from 'node:fs/promises';
import { z } from 'zod';
import type { FieldFault } from '../../contract/errors.js';
import { faultsOf } from '../faults.js';
import { checkProject } from './check.js';
import { type ApiKeyDefinition, DefinitionsFile, ProjectDefinition } from './contract.js';
import { DEMO_KEY, DEMO_PROJECT, demoFile } from './demo.js';
import { checkSoundPart } from './sound-part.js';

/** A project as its file says it. */
export interface FileProject {
  /** Checked, defaults filled. */
  readonly definition: ProjectDefinition;
  /** As written: which parts the file names. */
  readonly written: Readonly<Record<string, unknown>>;
}

/** Thrown when a definitions file cannot be used; the message lists every mistake with its place. */
export class BadDefinitions extends Error {
  override readonly name = 'BadDefinitions';
  readonly faults: readonly FieldFault[];

  constructor(source: string, faults: readonly FieldFault[]) {
    super(`${source}:\n${faults.map(({ field, message }) => `  ${field}: ${message}`).join('\n')}`);
    this.faults = faults;
  }
}

/**
 * Reads the projects of a definitions file, or the demo project when there is none.
 * @throws BadDefinitions
 */
export async function loadDefinitions(settings: {
  readonly DEFINITIONS?: string | undefined;
  readonly production: boolean;
}): Promise<FileProject[]> {
  const path = settings.DEFINITIONS;
  const projects = readProjects(path === undefined ? demoFile : await parseFile(path), path ?? 'demo');
  if (settings.production) refuseDemo(projects, path ?? 'demo');
  return projects;
}

const Outer = DefinitionsFile.extend({
  projects: z.array(z.record(z.string(), z.unknown())).min(1).max(1000),
});

/**
 * Checks a definitions file that is JSON already.
 * @param source - how messages call it
 * @throws BadDefinitions
 */
export function readProjects(file: unknown, source: string): FileProject[] {
  const outer = Outer.safeParse(file);
  if (!outer.success) throw new BadDefinitions(source, faultsOf(outer.error));

  const faults: FieldFault[] = [];
  const projects = outer.data.projects.flatMap((written, index) => {
    const parsed = ProjectDefinition.safeParse(written);
    if (!parsed.success) faults.push(...faultsOf(parsed.error, ['projects', index]));
    const between = parsed.success ? checkProject(parsed.data) : checkSoundPart(written, parsed.error);
    for (const { field, message } of between) faults.push({ field: `projects[${index}].${field}`, message });
    return parsed.success ? [{ index, definition: parsed.data, written }] : [];
  });
  faults.push(...doubles(projects));
  if (faults.length > 0) throw new BadDefinitions(source, faults);
  return projects.map(({ definition, written }) => ({ definition, written }));
}

async function parseFile(path: string): Promise<unknown> {
  const refuse = (message: string) => new BadDefinitions(path, [{ field: 'file', message }]);
  const text = await readFile(path, 'utf8').catch((error: unknown) => {
    throw refuse(error instanceof Error ? error.message : 'cannot be read');
  });
  try {
    return JSON.parse(text);
  } catch (error) {
    // The parser's own words quote the file, which may be a secret.
    const position = error instanceof Error ? /position \d+/.exec(error.message)?.[0] : undefined;
    throw refuse(position === undefined ? 'is not JSON' : `is not JSON, at ${position}`);
  }
}

/** A key decides the project of a call, so no two may share one. */
function doubles(
  projects: readonly { readonly index: number; readonly definition: ProjectDefinition }[],
): FieldFault[] {
  const seen = new Set<string>();
  const faults: FieldFault[] = [];
  const once = (field: string, value: string | undefined) => {
    if (value === undefined) return;
    if (seen.has(value)) faults.push({ field, message: 'is used twice' });
    seen.add(value);
  };
  for (const { index, definition } of projects) {
    const { id, apiKeys } = definition;
    once(`projects[${index}].id`, `id ${id}`);
    for (const [nth, apiKey] of apiKeys.entries()) once(`projects[${index}].apiKeys[${nth}]`, hashOf(apiKey));
  }
  return faults;
}

function refuseDemo(projects: readonly FileProject[], source: string): void {
  const faults = projects.flatMap(({ definition: { id, apiKeys } }, index) => [
    ...(id === DEMO_PROJECT
      ? [{ field: `projects[${index}].id`, message: 'the demo project is refused in production' }]
      : []),
    ...apiKeys.flatMap((apiKey, nth) =>
      hashOf(apiKey) === hashOf({ key: DEMO_KEY })
        ? [{ field: `projects[${index}].apiKeys[${nth}]`, message: 'the demo key is refused in production' }]
        : [],
    ),
  ]);
  if (faults.length > 0) throw new BadDefinitions(source, faults);
}

const hashOf = ({ key, keySha256 }: Pick<ApiKeyDefinition, 'key' | 'keySha256'>): string =>
  keySha256 ??
  createHash('sha256')
    .update(key ?? '')
    .digest('hex');
