import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { documentNames, examples, root } from './snippets.js';

const run = promisify(execFile);

export interface RunOptions {
  /** Which of the document's programs, from 0. */
  readonly index?: number;
  /** Words to put others in the place of. */
  readonly replace?: Readonly<Record<string, string>>;
  /** What the example leaves to the reader's game, as JavaScript. */
  readonly before?: string;
  readonly after?: string;
}

/** All programs in all guides, type-checked and compiled, for a node at another address than the guides'. */
export interface Programs {
  /** Inside the package, so that its own name and its packages are found from there. */
  readonly folder: string;
  /** A text of a guide with the node's address in it. */
  here(text: string): string;
  /** Runs a program until it ends; what it printed, by lines. */
  run(name: string, options?: RunOptions): Promise<string[]>;
  /** The shell examples of a document as one script; what it printed. */
  runShell(name: string): Promise<string>;
  remove(): Promise<void>;
}

/** The address in the guides. */
const PRINTED_URL = 'http://127.0.0.1:3000';

/** @throws Error with what the compiler says, when a program in a guide is wrong */
export async function compilePrograms(url: string): Promise<Programs> {
  const folder = await mkdtemp(`${root}/dist/guides-`);
  const here = (text: string): string =>
    text
      .replaceAll(PRINTED_URL, url)
      .replaceAll(PRINTED_URL.replace('http', 'ws'), url.replace('http', 'ws'));

  const out = join(folder, 'out');
  await mkdir(out);
  for (const name of documentNames.filter((each) => each !== 'new-feature')) {
    for (const language of ['js', 'ts', 'tsx']) {
      for (const [index, text] of examples(name, language).entries()) {
        await writeFile(join(language === 'js' ? out : folder, `${name}-${index}.${language}`), here(text));
      }
    }
  }
  await check(folder, { rootDir: '.', outDir: 'out', noEmit: false, jsx: 'react-jsx' });

  return {
    folder,
    here,
    async run(name, { index = 0, replace = {}, before = '', after = '' } = {}) {
      let text = await readFile(join(out, `${name}-${index}.js`), 'utf8');
      for (const [printed, meant] of Object.entries(replace)) text = text.replaceAll(printed, meant);
      const file = join(folder, `${name}-${index}.run.js`);
      await writeFile(file, `${before}\n${text}\n${after}`);
      const { stdout } = await run(process.execPath, [file], { timeout: 20_000 });
      return stdout.trim().split('\n');
    },
    async runShell(name) {
      const script = here(examples(name, 'sh').join('\n'));
      return (await run('bash', ['-euc', script], { cwd: folder })).stdout;
    },
    remove: () => rm(folder, { recursive: true, force: true }),
  };
}

/**
 * Type-checks the programs in a folder with the project's own settings.
 * @throws Error with what the compiler says
 */
export async function check(folder: string, compilerOptions: object): Promise<void> {
  const settings = {
    extends: `${root}/tsconfig.json`,
    compilerOptions: { lib: ['es2023', 'dom'], ...compilerOptions },
    include: ['*.ts', '*.tsx'],
    exclude: [],
  };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  await run(`${root}/node_modules/.bin/tsc`, ['-p', folder]).catch(({ stdout }: { stdout: string }) => {
    throw new Error(stdout);
  });
}
