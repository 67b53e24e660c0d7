import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { mintToken } from '../support/rest.js';
import { root } from './snippets.js';

const run = promisify(execFile);
let node: NodeProcess;

beforeAll(async () => {
  node = await startNode();
});
afterAll(() => node?.kill());

/** The one example of a feature's guide in a language. */
const example = (feature: string, language: string): string => {
  const guide = readFileSync(`${root}/src/features/${feature}/guide.md`, 'utf8');
  const text = guide.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '';
  return text.replaceAll('http://127.0.0.1:3000', node.url);
};

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
async function runShell(feature: string): Promise<any[]> {
  const { stdout } = await run('bash', ['-euc', example(feature, 'sh')]);
  const texts = stdout.trim().split(/\n+|(?<=})(?={)/);
  return texts.map((text) => JSON.parse(text));
}

/** Runs a client with what its page would bring, until the line that ends it. */
async function runClient(feature: string, { before = '', after }: { before?: string; after: string }) {
  const token = await mintToken(node.url, 'ann');
  const program = `const token = '${token}';\n${before}\n${example(feature, 'js')}\n${after}; process.exit(0);`;
  const unique = feature === 'leaderboards' ? program.slice(program.indexOf('\n')) : program;
  const { stdout } = await run(process.execPath, ['--input-type=module', '-e', unique], { cwd: root });
  return stdout;
}

describe('the guide to', () => {
  it('leaderboards has calls and a client that work as printed', async () => {
    const [, , page, standing] = await runShell('leaderboards');
    const after = "await new Promise((resolve) => socket.once('leaderboard_updated', resolve))";
    const shown = await runClient('leaderboards', { after });

    expect(page.rankings).toMatchObject([{ playerId: 'bob' }, { playerId: 'ann' }]);
    expect(standing).toMatchObject({ rank: 2, score: 120 });
    expect(shown).toMatch(/bob.*150/);
  });

  it('chat has calls and a client that work as printed', async () => {
    const answers = await runShell('chat');
    // The client's own message comes with the history when it is sent before the subscription is there.
    const before = `let seen;
const done = new Promise((resolve) => { seen = resolve; });
const [complain, replace, remove, showTyping] = Array(4).fill(console.log);
const show = (...message) => { console.log(...message); if (message.includes('Hello everyone!')) seen(); };
const showAll = (messages) => { for (const { content } of messages) show(content); };`;
    const shown = await runClient('chat', { before, after: 'await done' });

    expect(answers[0].messageId).toEqual(expect.any(String));
    expect(shown).toMatch(/Maintenance at noon/);
    expect(shown).toMatch(/Hello everyone!/);
  });

  it('streams has calls and a client that work as printed', async () => {
    const [, , read, round] = await runShell('streams');
    const after =
      "await new Promise((resolve) => socket.once('connect', () => socket.emit('subscriptions', {}, resolve)))";
    const shown = await runClient('streams', { after });

    expect(read.publications).toMatchObject([{ data: { close: 12.5 } }]);
    expect(round).toEqual({ round_id: 'r-1' });
    expect(shown).toBe('candle_update 12.5\n');
  });
});
