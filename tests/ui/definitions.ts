import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A definitions file of a game that is not the demo; its key is `key-of-the-game`. Left to the system to delete. */
export async function writeDefinitions(): Promise<string> {
  const file = join(await mkdtemp(join(tmpdir(), 'fanfare-ui-')), 'definitions.json');
  const apiKeys = [{ key: 'key-of-the-game', name: 'Test', scopes: ['*'] }];
  await writeFile(file, JSON.stringify({ projects: [{ id: 'game', name: 'Game', apiKeys }] }));
  return file;
}
