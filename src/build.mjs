// Makes what the compiler leaves behind: Lua scripts and guides next to their modules, the pages' bundles, the JSON Schema of definitions.
import { chmodSync, cpSync, readdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { buildPages } from './ui/build.mjs';

const source = import.meta.dirname;
const target = path.join(source, '..', 'dist');

for (const name of readdirSync(source, { recursive: true })) {
  if (/\.lua$|guide\.md$|^guides[/\\].+/.test(name)) cpSync(path.join(source, name), path.join(target, name));
}

const { definitionsJsonSchema } = await import('../dist/features/definitions/contract.js');
writeFileSync(
  path.join(target, 'definitions.schema.json'),
  JSON.stringify(definitionsJsonSchema(), undefined, 2),
);

chmodSync(path.join(target, 'cli', 'main.js'), 0o755);
await buildPages(path.join(target, 'ui'));
