import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** Where the examples of guides find the packages they import. */
export const packageRoot = fileURLToPath(new URL('../..', import.meta.url));

/** The first example of a feature's guide in a language, for a node at another address than the guide's. */
export function guideExample(feature: string, language: string, url: string): string {
  const guide = readFileSync(`${packageRoot}/src/features/${feature}/guide.md`, 'utf8');
  const example = guide.split(`\`\`\`${language}\n`)[1]?.split('```')[0];
  if (example === undefined) throw new Error(`The guide to ${feature} has no example in ${language}`);
  return example.replaceAll('http://127.0.0.1:3000', url);
}
