import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { loadDefinitions } from '../../src/features/definitions/file.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { examples, guideNames, root } from './snippets.js';

const run = promisify(execFile);
let node: NodeProcess;
let folder: string;

const here = (text: string): string => text.replaceAll('http://127.0.0.1:3000', node.url);

/** A guide's shell examples as one script; what each call answered. */
async function runShell(name: string): Promise<{ readonly lines: string[]; readonly answers: Answer[] }> {
  const { stdout } = await run('bash', ['-euc', here(examples(name, 'sh').join('\n'))], { cwd: folder });
  const lines = stdout.trim().split('\n');
  return { lines, answers: lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line)) };
}

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
type Answer = any;

/** Runs a guide's one program, which `compile` has checked and compiled. */
const runProgram = async (name: string): Promise<string[]> => {
  const { stdout } = await run(process.execPath, [join(folder, 'out', `${name}-0.js`)]);
  return stdout.trim().split('\n');
};

/** Type-checks all programs in all guides with the project's own settings, and compiles them. */
async function compile(): Promise<void> {
  const files: Record<string, string> = {};
  for (const name of guideNames.filter((each) => each !== 'new-feature')) {
    for (const [index, text] of examples(name, 'ts').entries()) files[`${name}-${index}.ts`] = here(text);
  }
  for (const [path, text] of Object.entries(files)) await writeFile(join(folder, path), text);
  const compilerOptions = { rootDir: '.', outDir: 'out', noEmit: false, lib: ['es2023', 'dom'] };
  const settings = { extends: `${root}/tsconfig.json`, compilerOptions, include: ['*.ts'], exclude: [] };
  await writeFile(join(folder, 'tsconfig.json'), JSON.stringify(settings));
  await check(folder);
}

async function check(project: string): Promise<void> {
  await run(`${root}/node_modules/.bin/tsc`, ['-p', project]).catch(({ stdout }: { stdout: string }) => {
    throw new Error(stdout);
  });
}

beforeAll(async () => {
  node = await startNode();
  // Inside the package, so that its own name and its packages are found.
  folder = await mkdtemp(`${root}/dist/guides-`);
  await compile();
});
afterAll(async () => {
  await node?.kill();
  await rm(folder, { recursive: true, force: true });
});

describe('the examples in the guides', () => {
  it('track, repeat, dry-run and batch events', async () => {
    const { answers } = await runShell('events');

    const [first, repeat, dryRun, batch] = answers;
    expect(first.status).toBe('PROCESSED');
    expect(repeat).toMatchObject({
      status: 'SKIPPED',
      existingEventId: first.eventId,
      effects: first.effects,
    });
    expect(JSON.stringify(dryRun)).toContain('"sharp-score"');
    expect(batch).toMatchObject({ accepted: 1, rejected: 1 });
  });

  it('are valid definitions', async () => {
    for (const [index, text] of guideNames.flatMap((name) => examples(name, 'json')).entries()) {
      const file = join(folder, `definitions-${index}.json`);
      await writeFile(file, text);
      await loadDefinitions(readConfig({ DEFINITIONS: file }));
    }
  });

  it('change and follow a player', async () => {
    const { answers } = await runShell('players');
    const lines = await runProgram('players');

    expect(answers[2].error.code).toBe('INSUFFICIENT_FUNDS');
    expect(answers[4]).toMatchObject({ displayName: 'Ann', level: expect.any(Number) });
    expect(lines[0]).toBe(`level ${answers[4].level} with ${answers[4].xp} XP`);
  });

  it('miss nothing when the connection is cut', async () => {
    expect(await runProgram('recovery')).toEqual(['50 XP, nothing missed']);
  });

  it('make and revoke tokens', async () => {
    const { answers } = await runShell('tokens');
    const [signed] = await runProgram('tokens');

    expect(answers[0]).toMatchObject({ token: expect.any(String), expiresIn: 300 });
    expect(answers[1].token).toEqual(expect.any(String));
    expect(answers[2].revokedAt).toEqual(expect.any(Number));
    expect(signed).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('make keys', async () => {
    expect((await runShell('security')).lines).toEqual([expect.stringMatching(/^[0-9a-f]{64} /)]);
  });

  it('add a feature that compiles', async () => {
    const project = await mkdtemp(join(folder, 'feature-'));
    for (const text of examples('new-feature', 'ts')) {
      const [, path = ''] = /^\/\/ (\S+)\n/.exec(text) ?? [];
      const placed = text.replaceAll("'../../", `'${root}/src/`).replaceAll("'../", `'${root}/src/features/`);
      await writeFile(join(project, path), placed);
    }
    const settings = {
      extends: `${root}/tsconfig.json`,
      compilerOptions: { rootDir: '/' },
      include: ['*.ts'],
      exclude: [],
    };
    await writeFile(join(project, 'tsconfig.json'), JSON.stringify(settings));

    await check(project);
  });
});
