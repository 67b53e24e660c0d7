import { execFile } from 'node:child_process';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('../..', import.meta.url));

it('is in the package that a game installs, with its types, and without sources and tests', async () => {
  const argv = ['pack', '--dry-run', '--json', '--ignore-scripts'];
  const { stdout } = await promisify(execFile)('npm', argv, { cwd: root, maxBuffer: 16 * 1024 * 1024 });
  const [packed]: { files: { path: string }[] }[] = JSON.parse(stdout);
  const paths = packed?.files.map(({ path }) => path) ?? [];

  expect(paths).toEqual(
    expect.arrayContaining([
      'dist/client/index.js',
      'dist/client/index.d.ts',
      'dist/definitions.schema.json',
      'dist/cli/main.js',
    ]),
  );
  expect(paths.filter((path) => /^(src|tests|docker)\//.test(path))).toEqual([]);
});
