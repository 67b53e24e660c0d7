import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { io } from 'socket.io-client';
import { eventually } from '../support/eventually.js';
import { openNode, project, type TestNode } from './open-node.js';

const hasPython = spawnSync('/usr/bin/python3', ['-c', 'import socketio']).status === 0;
/** Debian: apt install python3-socketio python3-websocket python3-requests. */
const python = hasPython ? it : it.skip;
const script = fileURLToPath(new URL('python-client.py', import.meta.url));

describe('clients as others write them', () => {
  let node: TestNode;

  beforeAll(async () => {
    node = await openNode();
  });
  afterAll(() => node.close());

  it('the code the players of a published game use runs as it is', async () => {
    const seen: unknown[] = [];
    const socket = io(node.url, { auth: { token: node.token('player-123') }, transports: ['websocket'] });
    await new Promise<void>((resolve) => socket.on('connect', resolve));

    socket.emit('subscribe', { channel: 'player', playerId: 'player-123' });
    socket.emit('subscribe', { channel: 'leaderboard', leaderboardId: 'weekly-xp' });
    socket.emit('subscribe', { channel: 'chat', channelId: 'lobby-abc-chat' });
    socket.on('xp_updated', (fields) => seen.push(`New XP: ${fields.xp}`));
    socket.on('level_up', (fields) => seen.push(`Reached level ${fields.newLevel}!`));
    socket.on('chat_message', (fields) => seen.push([fields.senderName, fields.content, fields.timestamp]));
    socket.on('rate_limited', (fields) => seen.push(`Rate limited: ${fields.message}`));
    await eventually(() => node.sockets.io.sockets.adapter.rooms.has(`${project}|chat:lobby-abc-chat`));
    await node.publish('player:player-123', [
      ['xp_updated', { xp: 40 }],
      ['level_up', { newLevel: 2 }],
    ]);
    await node.publish('chat:lobby-abc-chat', [
      ['chat_message', { senderName: 'Ann', content: 'Hello everyone!', timestamp: 5 }],
    ]);
    socket.emit('chat:send', { channelId: 'lobby-abc-chat', content: 'Hello everyone!' });

    await eventually(() => seen.length === 3);
    expect(seen).toEqual(['New XP: 40', 'Reached level 2!', ['Ann', 'Hello everyone!', 5]]);
    socket.disconnect();
  });

  python.each([['websocket'], ['polling']])('python-socketio works over %s', async (transport) => {
    const client = start([node.url, node.token('py'), transport]);

    expect(await client.next('subscribe')).toMatchObject({ ok: true, channel: 'chat', recovered: false });
    expect(await client.next('say')).toEqual({ ok: true, by: 'py', content: 'Grüße' });
    expect(await client.next('wrong')).toMatchObject({ ok: false, error: { code: 'VALIDATION_ERROR' } });
    await client.next('ready');
    await node.publish('chat:global', [['chat_message', { content: 'für alle' }]]);
    expect(await client.next('chat_message')).toMatchObject({
      content: 'für alle',
      position: expect.any(String),
    });
    node.sockets.broadcastUnkept(project, { name: 'announcement', fields: { text: 'bye' } });
    await client.next('announcement');
    expect(await client.exited).toBe(0);
  });

  python('python-socketio is told that it is refused', async () => {
    const client = start([node.url, 'garbage', 'websocket']);

    await client.next('refused');
    expect(await client.exited).toBe(0);
  });
});

function start(argv: readonly string[]) {
  const child: ChildProcess = spawn('/usr/bin/python3', [script, ...argv], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  let text = '';
  child.stdout?.setEncoding('utf8').on('data', (part: string) => {
    text += part;
  });
  const exited = once(child, 'exit').then(([code]) => code as number | null);
  return {
    exited,
    /** Waits for a line of a name and returns what it shows. */
    next: (name: string): Promise<unknown> =>
      eventually(() => {
        const lines = text.split('\n').filter((line) => line !== '');
        const found = lines.map((line) => JSON.parse(line)).find(([each]) => each === name);
        if (!found) throw new Error(`no ${name} in ${text}`);
        return found[1] ?? true;
      }, 10_000),
  };
}
