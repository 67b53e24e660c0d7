import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config.js';
import { guideExample, packageRoot } from '../../support/guide-example.js';

const run = promisify(execFile);

describe('the guide to lobbies', () => {
  let app: App;
  beforeAll(async () => {
    app = await createApp(readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' }));
  });
  afterAll(() => app.close());

  it('has shell commands that work as printed', async () => {
    const { stdout } = await run('bash', ['-euc', guideExample('lobbies', 'sh', app.url)]);

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
    const script = guideExample('lobbies', 'js', app.url);
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: packageRoot,
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
