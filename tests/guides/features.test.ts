import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { call } from '../support/rest.js';
import { compilePrograms, type Programs } from './programs.js';

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

// biome-ignore lint/suspicious/noExplicitAny: answers of every shape
async function answers(feature: string): Promise<any[]> {
  const text = await programs.runShell(feature);
  return text
    .trim()
    .split(/\n+|(?<=})(?={)/)
    .map((line) => JSON.parse(line));
}

describe('the guide to leaderboards', () => {
  it('has calls and a client that work as printed', async () => {
    const [, , page, standing] = await answers('leaderboards');
    const shown = await programs.run('leaderboards', {
      after: 'await new Promise((resolve) => board.onChange(resolve)); process.exit();',
    });

    expect(page.rankings).toMatchObject([{ playerId: 'bob' }, { playerId: 'ann' }]);
    expect(standing).toMatchObject({ rank: 2, score: 120 });
    expect(shown.join('\n')).toMatch(/bob.*150/);
  });

  it('has a live board on a plain WebSocket', async () => {
    const after = `ws.on('message', (text) => String(text).includes('config_ack') && process.exit());`;
    const shown = await programs.run('leaderboards', { index: 1, after });

    expect(shown.join('\n')).toMatch(/type: 'snapshot'.*type: 'config_ack'/s);
  });
});

describe('the guide to lobbies', () => {
  it('has calls that work as printed', async () => {
    const [joined, ready, found, started, mine] = await answers('lobbies');

    expect(joined.lobby.players).toMatchObject([{ playerId: 'ann' }, { playerId: 'bob', playerName: 'Bob' }]);
    expect(ready.lobby.players[1].ready).toBe(true);
    expect(found.data).toMatchObject([{ name: 'Friday night' }]);
    expect(started.lobby.state).toBe('started');
    expect(mine.data).toMatchObject([{ lobbyId: joined.lobbyId }]);
  });

  it('has a client that works as printed', async () => {
    expect(await programs.run('lobbies')).toEqual([
      '1 of 2',
      'Cid is ready',
      'Cid: wave',
      'game on with 1',
      'Cid left (left)',
      'closed: empty',
    ]);
  });
});

describe('the guide to chat', () => {
  it('has a client that works as printed', async () => {
    const isDone = `chat.state.messages.at(-1)?.senderId === 'cid' && chat.state.unread === 0`;
    const after = `while (!(${isDone})) await new Promise(setImmediate); process.exit();`;
    const shown = await programs.run('chat', { after });

    expect(shown).toContain('Cid: Hello everyone!');
    expect(shown).toContain('0 unread, nobody typing');
  });

  it('has calls that work as printed, and tells a muted player why', async () => {
    await programs.runShell('chat');

    const { body } = await call(node.url, '/chat/channels/global/messages?limit=1');
    expect(body.messages).toMatchObject([{ content: 'Maintenance at noon', type: 'ANNOUNCEMENT' }]);
    await call(node.url, '/chat/moderation', {
      body: { playerId: 'cid', channelId: 'global', action: 'mute', durationSeconds: 60, reason: 'spam' },
    });
    const after = 'process.exit();';
    expect((await programs.run('chat', { after })).join('\n')).toMatch(/You are muted until 2\S+Z: spam/);
  });
});

describe('the guide to presence', () => {
  it('says who is there', async () => {
    const [{ data }] = await answers('presence');

    expect(data).toMatchObject([{ playerId: 'ann' }, { playerId: 'bob', online: false }]);
  });
});

describe('the guide to streams', () => {
  it('has calls and a client that work as printed', async () => {
    const [, , read, round] = await answers('streams');
    const shown = await programs.run('streams', { after: 'process.exit();' });

    expect(read.publications).toMatchObject([{ data: { close: 12.5 } }]);
    expect(round).toEqual({ round_id: 'r-1' });
    expect(shown).toEqual(['candle_update 12.5']);
  });
});
