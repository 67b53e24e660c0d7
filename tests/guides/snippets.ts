import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** Where each guide is written, by its name on the server; README, which people read first, is held to the same. */
const files: ReadonlyMap<string, string> = new Map([
  ['readme', `${root}/README.md`],
  ...readdirSync(`${root}/src/guides`)
    .filter((name) => name.endsWith('.md'))
    .map((name) => [name.slice(0, -'.md'.length), `${root}/src/guides/${name}`] as const),
  ...readdirSync(`${root}/src/features`)
    .map((name) => [name, `${root}/src/features/${name}/guide.md`] as const)
    .filter(([, file]) => existsSync(file)),
]);

export const documentNames: readonly string[] = [...files.keys()];

/** The names of all guides, those of features included. */
export const guideNames: readonly string[] = documentNames.filter((name) => name !== 'readme');

/** @throws Error when there is no such guide */
export function readGuide(name: string): string {
  const file = files.get(name);
  if (file === undefined) throw new Error(`There is no guide called ${name}`);
  return readFileSync(file, 'utf8');
}

/** A guide's examples in one language, in their order. */
export const examples = (name: string, language: string): string[] =>
  [...readGuide(name).matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , text]) => text ?? '');
