import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../..', import.meta.url));

/** What a container of the image would start with. */
export interface Image {
  /** The working directory, outside of any container. */
  readonly folder: string;
  readonly user: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly command: readonly string[];
  readonly healthcheck: readonly string[];
  remove(): Promise<void>;
}

interface Step {
  readonly name: string;
  readonly text: string;
}

/**
 * Does what the Dockerfile says, each stage in a folder of its own, without an engine. Packages come from this checkout, those
 * that `npm ci` would install and no others.
 * @throws Error at an instruction it does not know
 */
export async function buildImage(): Promise<Image> {
  const folder = await mkdtemp(join(tmpdir(), 'fanfare-image-'));
  const remove = () => rm(folder, { recursive: true, force: true });
  try {
    return { ...(await buildIn(folder)), remove };
  } catch (error) {
    await remove();
    throw error;
  }
}

async function buildIn(folder: string): Promise<Omit<Image, 'remove'>> {
  const context = join(folder, 'context');
  await copyContext(context);
  const image = { user: 'root', environment: {} as Record<string, string>, command: [''], healthcheck: [''] };
  let stage = '';

  for (const { name, text } of await readSteps()) {
    const words = text.split(/\s+/);
    if (name === 'FROM') {
      stage = join(folder, words[2] ?? 'final');
      Object.assign(image, { user: 'root', environment: {} });
    } else if (name === 'WORKDIR') await mkdir(join(stage, text), { recursive: true });
    else if (name === 'COPY') await copy(words, { folder, context, stage });
    else if (name === 'RUN') await runInStage(text, join(stage, 'app'));
    else if (name === 'ENV') image.environment[text.split('=')[0] ?? ''] = text.slice(text.indexOf('=') + 1);
    else if (name === 'USER') image.user = text;
    else if (name === 'CMD') image.command = JSON.parse(text);
    else if (name === 'HEALTHCHECK') image.healthcheck = JSON.parse(text.slice(text.indexOf('[')));
    else if (name !== 'EXPOSE') throw new Error(`cannot do ${name} ${text}`);
  }
  return { ...image, folder: join(stage, 'app') };
}

async function readSteps(): Promise<Step[]> {
  const text = await readFile(join(root, 'docker/Dockerfile'), 'utf8');
  const lines = text.replaceAll('\\\n', ' ').split('\n');
  return lines
    .filter((line) => line !== '' && !line.startsWith('#'))
    .map((line) => ({ name: line.split(' ')[0] ?? '', text: line.slice(line.indexOf(' ') + 1).trim() }));
}

/** What git knows of and .dockerignore lets through. */
async function copyContext(context: string): Promise<void> {
  const ignore = await readFile(join(root, '.dockerignore'), 'utf8');
  const wanted = ignore.split('\n').filter((line) => line.startsWith('!'));
  const paths = wanted.map((line) => line.slice(1));
  const listed = await run('git', ['ls-files', '-co', '--exclude-standard', '--', ...paths], { cwd: root });
  for (const path of listed.stdout.trim().split('\n')) {
    await mkdir(dirname(join(context, path)), { recursive: true });
    await cp(join(root, path), join(context, path)).catch(() => {}); // deleted, but not yet for git
  }
}

async function copy(
  words: readonly string[],
  { folder, context, stage }: { folder: string; context: string; stage: string },
): Promise<void> {
  const from = words.find((word) => word.startsWith('--from='))?.slice('--from='.length);
  const paths = words.filter((word) => !word.startsWith('--'));
  const target = paths.pop() ?? '';
  for (const path of paths) {
    const source = join(from === undefined ? context : join(folder, from), path);
    const name = paths.length > 1 || target === './' ? join(target, path) : target;
    await link(source, join(stage, 'app', name));
  }
}

async function runInStage(command: string, folder: string): Promise<void> {
  if (command.startsWith('npm ci')) return install(folder, command.includes('--omit=dev'));
  await run('bash', ['-euc', `${command} 2>&1`], { cwd: folder }).catch(({ stdout }: { stdout: string }) => {
    throw new Error(`${command} failed:\n${stdout}`);
  });
}

/** Copies by hard links where the file system lets us: what is copied is only read. */
async function link(from: string, to: string): Promise<void> {
  await mkdir(dirname(to), { recursive: true });
  await run('bash', ['-euc', 'cp -alfT "$0" "$1" 2>&- || cp -afT "$0" "$1"', from, to]);
}

/** Leaves of this checkout's packages what the lock file says would be installed. */
async function install(folder: string, withoutDev: boolean): Promise<void> {
  // Of a link a copy would be a link, and what is not wanted would go from where the packages are.
  const [from, to] = [await realpath(join(root, 'node_modules')), join(folder, 'node_modules')];
  await link(from, to);
  if (!withoutDev) return;
  const lock = JSON.parse(await readFile(join(folder, 'package-lock.json'), 'utf8'));
  const packages: [string, { dev?: boolean }][] = Object.entries(lock.packages);
  const unwanted = packages.filter(([, { dev }]) => dev).map(([path]) => join(folder, path));
  await Promise.all(unwanted.map((path) => rm(path, { recursive: true, force: true })));
}
