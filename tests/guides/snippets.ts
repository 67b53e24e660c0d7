import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

export const root = fileURLToPath(new URL('../..', import.meta.url));

/** The names of the guides that belong to no single feature. */
export const guideNames: readonly string[] = readdirSync(`${root}/src/guides`)
  .filter((name) => name.endsWith('.md'))
  .map((name) => name.slice(0, -'.md'.length));

export const readGuide = (name: string): string => readFileSync(`${root}/src/guides/${name}.md`, 'utf8');

/** A guide's examples in one language, in their order. */
export const examples = (name: string, language: string): string[] =>
  [...readGuide(name).matchAll(/^```(\w+)\n(.*?)^```$/gms)]
    .filter(([, found]) => found === language)
    .map(([, , text]) => text ?? '');
