import type { Codec } from '../../commit/decision.js';
import type { ChannelName } from '../../contract/ids.js';
import { fingerprint } from '../once.js';
import { type Collection, collections, type ProjectDefinition, ProjectRules } from './contract.js';
import type { FileProject } from './file.js';

/** The state of `system:definitions`: what all nodes of a project go by. Never holds a key or secret. */
export interface StoredDefinitions {
  /** Schema number. */
  readonly v: 1;
  /** What the file applied last looked like, to notice a new one and to tell its parts from those the admin API made. */
  readonly applied: AppliedFile;
  readonly project: ProjectRules;
}

interface AppliedFile {
  readonly hash: string;
  /** `<section>` for a single part, `<section>/<id>` for an item of a list. */
  readonly names: readonly string[];
}

export const definitionsChannel: ChannelName = 'system:definitions';

export const definitionsCodec: Codec<StoredDefinitions> = {
  encode: (stored) => JSON.stringify(stored),
  decode: (text) => {
    const stored: StoredDefinitions = JSON.parse(text);
    // Fills in what an older version of this software did not know yet.
    return { ...stored, project: ProjectRules.parse(stored.project) };
  },
};

/** A project without its keys and secrets. */
export function rulesOf({
  apiKeys: _,
  jwtSecret: __,
  otherJwtSecret: ___,
  hmacSecret: ____,
  ...rules
}: ProjectDefinition): ProjectRules {
  return rules;
}

/** Identifies the content of a file for one project; secrets do not count, they are never applied. */
export function hashOfFile({ written }: FileProject): string {
  const { apiKeys: _, jwtSecret: __, otherJwtSecret: ___, hmacSecret: ____, ...rules } = written;
  return fingerprint(rules);
}

/** Puts a file over what is stored: what the file names wins, what it named before is gone, the admin API's own parts stay. */
export function applyFile(file: FileProject, stored: StoredDefinitions | undefined): StoredDefinitions {
  const names = namesOf(file);
  const applied = { hash: hashOfFile(file), names };
  const fromFile = rulesOf(file.definition);
  if (!stored) return { v: 1, applied, project: fromFile };

  const fileNames = new Set([...names, ...stored.applied.names]);
  const kept = (section: Collection) =>
    stored.project[section].filter(({ id }) => !fileNames.has(`${section}/${id}`));
  const lists = Object.fromEntries(
    collections.map((section) => [section, [...fromFile[section], ...kept(section)]]),
  );
  const singles = Object.fromEntries(
    Object.entries(stored.project).filter(([section]) => !isCollection(section) && !fileNames.has(section)),
  );
  return { v: 1, applied, project: ProjectRules.parse({ ...fromFile, ...singles, ...lists }) };
}

function namesOf({ written, definition }: FileProject): string[] {
  return Object.keys(ProjectRules.shape).flatMap((section) => {
    if (!Object.hasOwn(written, section)) return [];
    return isCollection(section) ? definition[section].map(({ id }) => `${section}/${id}`) : [section];
  });
}

const isCollection = (section: string): section is Collection =>
  collections.some((collection) => collection === section);
