import { execFile, spawn } from 'node:child_process';
import { once } from 'node:events';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { mintToken } from '../support/rest.js';
import { compilePrograms, type Programs } from './programs.js';
import { examples, guideNames, readGuide, root } from './snippets.js';

const run = promisify(execFile);
const commandLine = `${root}/dist/cli/main.js`;
let node: NodeProcess;
let programs: Programs;
beforeAll(async () => {
  node = await startNode();
  programs = await compilePrograms(node.url);
});
afterAll(async () => {
  await node?.kill();
  await programs?.remove();
});

const blocks = examples('readme', 'sh');
const blockWith = (words: string): string => {
  const block = blocks.find((each) => each.includes(words));
  if (block === undefined) throw new Error(`README has no example with ${words}`);
  return block;
};

const track = async () => {
  const block = blockWith('curl').replaceAll('http://127.0.0.1:3000', node.url);
  return JSON.parse((await run('bash', ['-euc', block])).stdout);
};

describe('README', () => {
  it('links every guide', () => {
    const text = readGuide('readme');
    for (const name of guideNames) {
      expect(text).toMatch(new RegExp(`\\]\\(src/(guides/${name}|features/${name}/guide)\\.md\\)`));
    }
  });

  it('tracks an event that is counted once, and has a client that follows it', async () => {
    const [once, again] = [await track(), await track()];
    const token = await mintToken(node.url, 'ann');
    const body = `'{"playerId":"ann","eventType":"match_won"}'`;
    const headers = `{ 'x-api-key': 'ff_test_demo', 'content-type': 'application/json' }`;
    const after = `while (position === undefined) await new Promise(setImmediate);
await fetch('${node.url}/api/v1/events', { method: 'POST', headers: ${headers}, body: ${body} });
socket.on('xp_updated', () => process.exit());`;
    const shown = await programs.run('readme', { replace: { '…': token }, after });

    expect(once.status).toBe('PROCESSED');
    expect(again).toMatchObject({ status: 'SKIPPED', effects: once.effects });
    expect(shown[0]).toMatch(/^state \{/);
    expect(shown.at(-1)).toBe('+25 XP, now 50');
  });

  it('has a command line that works as printed', async () => {
    const lines = blockWith('fanfare -- track').trim().split('\n');
    const words = lines.map((line) =>
      line.replace(/ *#.*/, '').replace('npm run fanfare -- ', '').split(' '),
    );
    const environment = { cwd: root, env: { ...process.env, FANFARE_URL: node.url } };

    const printed: Record<string, string> = {};
    for (const line of words.filter(([command]) => command !== 'tail')) {
      printed[line[0] ?? ''] = (await run(commandLine, line, environment)).stdout;
    }
    const tail = spawn(commandLine, words.find(([command]) => command === 'tail') ?? [], environment);
    let said = '';
    tail.stderr.setEncoding('utf8').on('data', (text: string) => {
      said += text;
    });
    await eventually(() => expect(said).toContain('following player:ann'));
    const followed = once(tail.stdout, 'data');
    await run(commandLine, ['track', 'ann', 'match_won'], environment);
    expect(String(await followed)).toContain('xp_updated');
    tail.kill('SIGINT');

    expect(JSON.parse(printed.track ?? '')).toMatchObject({ status: 'PROCESSED' });
    expect(printed.token).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+\n$/);
    expect(printed.check).toContain('docker/definitions.example.json');
    expect(await once(tail, 'exit')).toEqual([0, null]);
  });
});
