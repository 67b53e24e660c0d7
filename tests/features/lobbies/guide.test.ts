import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config.js';

const run = promisify(execFile);
const root = fileURLToPath(new URL('../../..', import.meta.url));
const guide = readFileSync(`${root}/src/features/lobbies/guide.md`, 'utf8');

/** The one example of the guide in a language, for this node. */
const example = (language: string, url: string): string =>
  (guide.split(`\`\`\`${language}\n`)[1]?.split('```')[0] ?? '').replaceAll('http://127.0.0.1:3000', url);

describe('the guide to lobbies', () => {
  let app: App;
  beforeAll(async () => {
    app = await createApp(readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' }));
  });
  afterAll(() => app.close());

  it('has shell commands that work as printed', async () => {
    const { stdout } = await run('bash', ['-euc', example('sh', app.url)]);

    const [joined, ready, found, started, mine] = stdout
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line));
    expect(joined.lobby.players).toMatchObject([{ playerId: 'ann' }, { playerId: 'bob', playerName: 'Bob' }]);
    expect(ready.lobby.players[1].ready).toBe(true);
    expect(found.data).toMatchObject([{ name: 'Friday night' }]);
    expect(started.lobby.state).toBe('started');
    expect(mine.data).toMatchObject([{ lobbyId: joined.lobbyId }]);
  });

  it('has a client that works as printed', async () => {
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', example('js', app.url)], {
      cwd: root,
    });

    expect(stdout.trim().split('\n')).toEqual([
      'Cid is ready',
      'Cid: wave',
      'game on with 1',
      'Cid left (left)',
      'closed: empty',
    ]);
  });
});
