import { execFile } from 'node:child_process';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { readConfig } from '../../src/config.js';
import { loadDefinitions } from '../../src/features/definitions/file.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { mintToken } from '../support/rest.js';
import { check, compilePrograms, type Programs } from './programs.js';
import { documentNames, examples, guideNames, root } from './snippets.js';

const run = promisify(execFile);
const { PATH } = process.env;
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

/** What the calls of a guide's shell examples answered. */
async function answers(name: string) {
  const text = await programs.runShell(name);
  const lines = text.trim().split('\n');
  return lines.filter((line) => line.startsWith('{')).map((line) => JSON.parse(line));
}

describe('the examples in the guides', () => {
  it('are in every guide', () => {
    const without = guideNames.filter((name) =>
      ['sh', 'ts', 'tsx'].every((language) => examples(name, language).length === 0),
    );
    expect(without).toEqual([]);
  });

  it('track, repeat, dry-run and batch events', async () => {
    const [first, repeat, dryRun, batch] = await answers('events');

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
    const texts = documentNames.flatMap((name) => examples(name, 'json'));
    for (const [index, text] of texts.filter((each) => each.includes('"projects"')).entries()) {
      const file = join(programs.folder, `definitions-${index}.json`);
      await writeFile(file, text);
      await loadDefinitions(readConfig({ DEFINITIONS: file }));
    }
  });

  it('change and follow a player', async () => {
    const [, , spent, , ann] = await answers('players');
    const lines = await programs.run('players');

    expect(spent.error.code).toBe('INSUFFICIENT_FUNDS');
    expect(ann).toMatchObject({ displayName: 'Ann', level: expect.any(Number) });
    expect(lines[0]).toBe(`level ${ann.level} with ${ann.xp} XP`);
  });

  it('connect, follow and send with the typed client', async () => {
    const lines = await programs.run('client');

    const expected = [expect.stringMatching(/^\d+ ranked$/), '1 of 2', 'LOBBY_NOT_FOUND'];
    expect(lines).toEqual(expect.arrayContaining(expected));
  });

  it('miss nothing when the connection is cut', async () => {
    expect(await programs.run('recovery')).toEqual(['50 XP, nothing missed']);
  });

  it('resume with a Socket.IO client of their own', async () => {
    const after = `const once = (name) => new Promise((resolve) => socket.once(name, resolve));
const track = () => fetch(url + '/api/v1/events', { method: 'POST',
  headers: { 'x-api-key': 'ff_test_demo', 'content-type': 'application/json' },
  body: JSON.stringify({ playerId: 'ann', eventType: 'match_lost' }) });
while (position === undefined) await new Promise(setImmediate);
socket.disconnect();
await track();
socket.connect();
await once('xp_updated');
socket.emit('ping', {}, () => process.exit());`;
    const lines = (await programs.run('recovery', { index: 1, after })).join('\n');

    expect(lines).toMatch(/^loaded .*xp_updated.*went on/s);
  });

  it('connect where WebSockets are blocked', async () => {
    const before = `process.env.TOKEN = '${await mintToken(node.url, 'ann')}';`;
    const after = `socket.on('connect', () => process.exit());`;

    const [line] = await programs.run('scaling', { before, after });
    expect(line).toMatch(/^connected by (polling|websocket)$/);
  });

  it('make and revoke tokens', async () => {
    const [ann, operator, revoked] = await answers('tokens');
    const [signed] = await programs.run('tokens');

    expect(ann).toMatchObject({ token: expect.any(String), expiresIn: 300 });
    expect(operator.token).toEqual(expect.any(String));
    expect(revoked.revokedAt).toEqual(expect.any(Number));
    expect(signed).toMatch(/^[\w-]+\.[\w-]+\.[\w-]+$/);
  });

  it('make keys', async () => {
    expect(await programs.runShell('security')).toMatch(/^[0-9a-f]{64} /);
  });

  it('show what came of an event', async () => {
    expect((await answers('architecture'))[0]).toMatchObject({ data: expect.any(Array) });
  });

  it('ask a node how it is', async () => {
    const [calls = ''] = examples('operations', 'sh');
    const { stdout } = await run('bash', ['-euc', programs.here(calls)], {
      env: { PATH, METRICS_TOKEN: '' },
    });

    expect(stdout).toBe('{"status":"ready"}\nfanfare_ready 1\n');
  });

  it('add a feature that compiles', async () => {
    const project = await mkdtemp(join(programs.folder, 'feature-'));
    for (const text of examples('new-feature', 'ts')) {
      const [, path = ''] = /^\/\/ (\S+)\n/.exec(text) ?? [];
      const placed = text.replaceAll("'../../", `'${root}/src/`).replaceAll("'../", `'${root}/src/features/`);
      await writeFile(join(project, path), placed);
    }

    await check(project, { rootDir: '/' });
  });
});
