import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from '@jest/globals';

const root = fileURLToPath(new URL('..', import.meta.url));

const files = (folder: string): string[] =>
  readdirSync(path.join(root, folder), { recursive: true, encoding: 'utf8' })
    .filter((name) => /\.(ts|tsx|lua|css|html)$/.test(name))
    .map((name) => path.join(folder, name));

const read = (file: string): string => readFileSync(path.join(root, file), 'utf8');

/** Which area a source file belongs to; the table below says what it may import. */
function areaOf(file: string): string {
  const parts = file.split(path.sep).slice(1);
  if (parts[0] === 'features') return parts.length === 2 ? 'features' : featureArea(parts);
  if (parts[0] === 'engine') return parts.length > 2 ? `engine/${parts[1]}` : 'engine';
  return (parts[0] ?? '').replace(/\.ts$/, '');
}

const featureArea = (parts: string[]): string =>
  /(^|-)(contract|definition|expression)\.ts$/.test(parts.at(-1) ?? '')
    ? 'feature contract'
    : `feature ${parts[1]}`;

const whereThePartsMeet = ['app', 'main', 'welcome'];
const everywhere = ['contract', 'feature contract'];
const allowed: Record<string, readonly string[]> = {
  contract: ['contract'],
  'feature contract': everywhere,
  engine: ['engine', 'contract'],
  'engine/memory': ['engine', 'engine/memory', 'contract'],
  'engine/redis': ['engine', 'engine/redis', 'contract', 'observe'],
  observe: ['recent-errors'],
  config: [],
  commit: ['commit', 'contract', 'engine', 'observe'],
  hub: ['hub', 'contract', 'engine', 'observe'],
  auth: ['auth', 'contract', 'engine', 'config', 'features', 'feature definitions', 'feature contract'],
  features: [
    ...everywhere,
    'features',
    'commit',
    'engine',
    'config',
    'observe',
    'feature definitions',
    'feature players',
  ],
  transport: [
    ...everywhere,
    'transport',
    'hub',
    'auth',
    'engine',
    'config',
    'observe',
    'recent-errors',
    'features',
  ],
  gateways: [
    ...everywhere,
    'gateways',
    'transport',
    'hub',
    'auth',
    'engine',
    'config',
    'observe',
    'features',
    'feature streams',
    'feature leaderboards',
  ],
  client: ['client'],
  ui: ['ui', 'client'],
  cli: ['cli', 'client', 'feature definitions', 'feature contract'],
};

/** Run outside a node: of its code they know types, which cost nothing in a bundle. */
const outside = ['client', 'ui', 'cli'];

/** Rules and readers a feature may use of its neighbours; their services it may not. */
const feature = [...everywhere, 'features', 'commit', 'engine', 'hub', 'auth', 'config', 'observe'];
const isShared = (target: string): boolean => !/\/(service|feature)\.ts$/.test(target);

const imports = (file: string): string[] => namesIn(read(file));
const importsAtRunTime = (file: string): string[] =>
  namesIn(read(file).replaceAll(/(import|export) type [^;]*;/g, ''));
const namesIn = (text: string): string[] =>
  [...text.matchAll(/from '([^']+)'/g)].map(([, name]) => name ?? '');
const packagesOf: Record<string, RegExp> = {
  ioredis: /^src\/engine\/redis\//,
  'socket.io': /^src\/(transport\/socket-io|client)\//,
  express: /^src\/(transport|gateways)\//,
  ws: /^src\/(transport|gateways)\//,
  '@socket.io/redis-adapter': /^src\/transport\/socket-io\//,
};

describe('the layout of the source', () => {
  const sources = files('src').filter((file) => file.endsWith('.ts'));

  it('imports in one direction only', () => {
    const wrong: string[] = [];
    for (const file of sources) {
      const area = areaOf(file);
      if (whereThePartsMeet.includes(area)) continue;
      const names = outside.includes(area) ? importsAtRunTime(file) : imports(file);
      for (const name of names.filter((each) => each.startsWith('.'))) {
        const target = path.join(path.dirname(file), name.replace(/\.js$/, '.ts'));
        const to = areaOf(target);
        const own = area.startsWith('feature ') && area !== 'feature contract';
        const fine = own
          ? to === area || feature.includes(to) || (to.startsWith('feature ') && isShared(target))
          : (allowed[area] ?? [area]).includes(to);
        if (!fine) wrong.push(`${file} (${area}) imports ${target} (${to})`);
      }
    }
    expect(wrong).toEqual([]);
  });

  it('keeps each infrastructure package in its own corner', () => {
    const wrong = sources.flatMap((file) =>
      imports(file)
        .filter((name) => packagesOf[name] && !packagesOf[name].test(file.split(path.sep).join('/')))
        .map((name) => `${file} imports ${name}`),
    );
    expect(wrong).toEqual([]);
  });

  it('reads the environment in config.ts and the entry points only', () => {
    const readers = sources.filter((file) => read(file).includes('process.env'));
    expect(readers.filter((file) => !/src.(config|main|cli.main)\.ts$/.test(file))).toEqual([]);
  });

  it('has no file over 250 lines', () => {
    const long = [...files('src'), ...files('tests')]
      .map((file) => `${file}: ${read(file).split('\n').length - 1}`)
      .filter((line) => Number(line.split(': ')[1]) > 250);
    expect(long).toEqual([]);
  });
});
