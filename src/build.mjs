// Copies what the compiler leaves behind: Lua scripts are read from next to their modules.
import { cpSync, readdirSync } from 'node:fs';
import path from 'node:path';

const source = import.meta.dirname;
const target = path.join(source, '..', 'dist');

for (const name of readdirSync(source, { recursive: true })) {
  if (name.endsWith('.lua')) cpSync(path.join(source, name), path.join(target, name));
}
