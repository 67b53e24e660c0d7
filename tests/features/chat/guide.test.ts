import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config.js';
import { guideExample, packageRoot } from '../../support/guide-example.js';
import { call, mintToken } from '../../support/rest.js';

const run = promisify(execFile);

// What the example leaves to the game: where the token is from, and how things look.
const game = (token: string) => `
const token = '${token}';
let noteShown;
const shown = new Promise((resolve) => { noteShown = resolve; });
const complain = (text) => { console.log('complaint: ' + text); process.exit(); };
const show = (id, name, content) => { console.log(name + ': ' + content); noteShown(); };
const showAll = (messages) => messages.forEach((each) => show(each.messageId, each.senderName, each.content));
const replace = (id, content) => console.log('edited: ' + content);
const remove = () => { console.log('removed'); socket.close(); };
const showTyping = () => {};
`;

const goOn = `
await shown;
const { messageId } = answer;
await socket.emitWithAck('chat:edit', { channelId: 'global', messageId, content: 'Hello!' });
await socket.emitWithAck('chat:delete', { channelId: 'global', messageId });
`;

describe('the guides to chat and presence', () => {
  let app: App;
  beforeAll(async () => {
    app = await createApp(readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' }));
  });
  afterAll(() => app.close());

  const runClient = async (playerId: string) => {
    const token = await mintToken(app.url, playerId, { displayName: playerId });
    const script = `${game(token)}${guideExample('chat', 'js', app.url)}${goOn}`;
    const { stdout } = await run(process.execPath, ['--input-type=module', '-e', script], {
      cwd: packageRoot,
    });
    return stdout.trim().split('\n');
  };

  it('have a client that works as printed', async () => {
    expect(await runClient('cid')).toEqual(['cid: Hello everyone!', 'edited: Hello!', 'removed']);
  });

  it('have shell commands that work as printed, and show the muted player why', async () => {
    await run('bash', ['-euc', guideExample('chat', 'sh', app.url)]);

    const { body } = await call(app.url, '/chat/channels/global/messages');
    expect(body.messages).toMatchObject([{ content: 'Maintenance at noon', type: 'ANNOUNCEMENT' }]);
    expect((await runClient('eve')).at(-1)).toMatch(/^complaint: You are muted until 2\S+Z: spam$/);
  });

  it('say who is there', async () => {
    const { stdout } = await run('bash', ['-euc', guideExample('presence', 'sh', app.url)]);

    const offline = { online: false, lastSeenAt: null };
    expect(JSON.parse(stdout).data).toEqual([
      { playerId: 'ann', ...offline },
      { playerId: 'bob', ...offline },
    ]);
  });
});
