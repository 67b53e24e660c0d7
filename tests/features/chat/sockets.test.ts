import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type App, createApp } from '../../../src/app.js';
import { readConfig } from '../../../src/config.js';
import { type Client, connect } from '../../socket-io/client.js';
import { eventually } from '../../support/eventually.js';
import { type RedisServer, startRedis } from '../../support/redis.js';
import { call, mintToken } from '../../support/rest.js';

let redis: RedisServer;
let nodes: App[] = [];
const clients: Client[] = [];

beforeAll(async () => {
  redis = await startRedis();
  const environment = {
    PORT: '0',
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    REDIS_URL: redis.url,
    JWT_SECRET: 'only-for-tests-0123456789-0123456789',
    DRAIN_SECONDS: '0',
    DOCS: 'off',
    COMMANDS_PER_SECOND: '1000',
  };
  nodes = await Promise.all([1, 2].map(() => createApp(readConfig(environment))));
});
afterEach(() => {
  for (const client of clients.splice(0)) client.close();
});
afterAll(async () => {
  await Promise.all(nodes.map((node) => node.close()));
  await redis.remove();
});

const url = (node: number): string => nodes[node]?.url ?? '';

async function enter(
  playerId: string,
  node = 0,
  more: { namespace?: string; displayName?: string } = {},
): Promise<Client> {
  const { displayName, ...options } = more;
  const token = await mintToken(url(0), playerId, displayName === undefined ? {} : { displayName });
  const client = await connect(url(node), { token, ...options });
  clients.push(client);
  return client;
}

const channelId = 'global';
const follow = (client: Client, more: object = {}) =>
  client.ask('subscribe', { channel: 'chat', channelId, ...more });
const moderate = (body: object) => call(url(1), '/chat/moderation', { body });

describe('chat over sockets of two nodes', () => {
  it('works the way the first sample client uses it, without acknowledgements', async () => {
    const [ann, bob] = [await enter('ann', 0, { displayName: 'Ann' }), await enter('bob', 1)];
    for (const { socket } of [ann, bob]) socket.emit('subscribe', { channel: 'chat', channelId });
    await Promise.all([ann.next('subscribed'), bob.next('subscribed')]);

    ann.socket.emit('chat:send', { channelId, content: 'Hello everyone!' });

    for (const client of [ann, bob]) {
      const message = await client.next('chat_message');
      expect(message).toMatchObject({ senderName: 'Ann', content: 'Hello everyone!', channelId });
      expect(message).toHaveProperty('timestamp');
      expect(message).toHaveProperty('position');
    }
  });

  it('serves its own namespace with the same commands', async () => {
    const [ann, bob] = [
      await enter('ann', 0, { namespace: '/chat' }),
      await enter('bob', 1, { namespace: '/chat' }),
    ];
    await follow(bob);

    const { messageId } = await ann.ask('chat:send', { channelId, content: 'hi', clientMessageId: 'x' });
    expect(await ann.ask('chat:edit', { channelId, messageId, content: 'ho' })).toMatchObject({ ok: true });
    expect(await ann.ask('chat:delete', { channelId, messageId })).toMatchObject({ ok: true });

    expect(await bob.next('message_edited')).toMatchObject({ messageId, content: 'ho' });
    expect(await bob.next('message_deleted')).toMatchObject({ messageId, deletedBy: 'ann' });
  });

  it('passes typing on to the others on every node, without a position', async () => {
    const [ann, annToo, bob, cid] = await Promise.all([
      enter('ann'),
      enter('ann', 1),
      enter('bob'),
      enter('cid', 1),
    ]);
    for (const client of [ann, annToo, bob, cid]) await follow(client);

    expect(await ann.ask('chat:typing', { channelId })).toEqual({ ok: true });
    await ann.ask('chat:send', { channelId, content: 'typed' });

    for (const client of [bob, cid]) {
      const typing = await client.next('player_typing');
      expect(typing).toMatchObject({ channelId, playerId: 'ann', typing: true });
      expect(typing).not.toHaveProperty('position');
    }
    for (const client of [ann, annToo]) {
      await client.next('chat_message');
      expect(client.received.map(({ name }) => name)).not.toContain('player_typing');
    }
  });

  it('counts unread messages, reads history and resumes', async () => {
    const [ann, bob] = [await enter('ann'), await enter('bob', 1)];
    const first = await ann.ask('chat:send', { channelId, content: 'one' });
    const { position } = await follow(bob);
    await ann.ask('chat:send', { channelId, content: 'two' });

    expect(await bob.ask('chat:read', { channelId, messageId: first.messageId })).toEqual({
      ok: true,
      unread: 1,
    });
    const { messages } = await bob.ask('chat:history', { channelId, limit: 2 });
    expect(messages).toMatchObject([{ content: 'two' }, { content: 'one' }]);
    await bob.next('chat_message');
    await bob.ask('unsubscribe', { channel: 'chat', channelId });
    expect(await follow(bob, { since: position })).toMatchObject({ recovered: true, replayed: 1 });
  });

  it('ends the subscriptions of a banned player on every node', async () => {
    const [eve, eveToo, bob] = [await enter('eve'), await enter('eve', 1), await enter('bob')];
    for (const client of [eve, eveToo, bob]) await follow(client);

    expect((await moderate({ playerId: 'eve', channelId, action: 'ban', durationSeconds: 60 })).status).toBe(
      200,
    );
    await bob.ask('chat:send', { channelId, content: 'without eve' });

    await bob.next('chat_message');
    for (const client of [eve, eveToo]) {
      expect(await client.next('unsubscribed')).toMatchObject({
        channel: 'chat',
        channelId,
        reason: 'evicted',
      });
      expect(client.received.map(({ name }) => name)).not.toContain('chat_message');
      expect(await follow(client)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    }
    await moderate({ playerId: 'eve', channelId, action: 'lift' });
  });

  it('tells a muted player until when, over sockets and over REST', async () => {
    const eve = await enter('eve');
    const { body } = await moderate({ playerId: 'eve', action: 'mute', durationSeconds: 60 });
    const until = new Date(body.until).toISOString();

    const answer = await eve.ask('chat:send', { channelId, content: 'hi' });
    const token = await mintToken(url(0), 'eve');
    const headers = { authorization: `Bearer ${token}` };
    const rest = await call(url(1), `/chat/channels/${channelId}/messages`, {
      body: { content: 'hi' },
      headers,
    });

    expect(answer).toMatchObject({
      ok: false,
      error: { code: 'FORBIDDEN', message: `You are muted until ${until}` },
    });
    expect(rest.status).toBe(403);
    expect(rest.body.error.details).toEqual({ action: 'mute', until: body.until });
    await moderate({ playerId: 'eve', action: 'lift' });
  });

  it('lets a game server announce over REST, and erase a player', async () => {
    const bob = await enter('bob', 1);
    await follow(bob);
    const path = `/chat/channels/${channelId}/messages`;

    const sent = await call(url(0), path, { body: { content: 'Maintenance', type: 'ANNOUNCEMENT' } });
    expect(sent.status).toBe(201);
    expect(await bob.next('chat_message')).toMatchObject({ senderId: 'system', type: 'ANNOUNCEMENT' });
    await call(url(0), '/players/ann', { method: 'PUT', body: { displayName: 'Ann' } });
    expect((await call(url(0), '/players/ann', { method: 'DELETE' })).status).toBe(204);

    await eventually(async () => {
      const { body } = await call(url(1), `${path}?limit=100`);
      expect(body.messages.map(({ senderId }: { senderId: string }) => senderId)).not.toContain('ann');
      expect(body.messages[0]).toMatchObject({ content: 'Maintenance' });
    });
    expect((await call(url(0), `${path}/${sent.body.messageId}`, { method: 'DELETE' })).status).toBe(204);
  });

  it('gives a lobby a chat that members lose with their seat, and with a ban from the project', async () => {
    const [ann, bob, cid] = [await enter('ann'), await enter('bob', 1), await enter('cid', 1)];
    const created: { lobby?: { lobbyId: string } } = await ann.ask('lobby:create', { name: 'Arena' });
    const lobbyId = created.lobby?.lobbyId;
    const inLobby = { channelId: `${lobbyId}-chat` };
    for (const client of [bob, cid]) await client.ask('lobby:join', { lobbyId });
    for (const client of [ann, bob, cid]) expect(await follow(client, inLobby)).toMatchObject({ ok: true });

    await ann.ask('chat:send', { ...inLobby, content: 'welcome' });
    await ann.ask('lobby:kick', { lobbyId, playerId: 'bob' });
    await moderate({ playerId: 'cid', action: 'ban' });
    await ann.ask('chat:send', { ...inLobby, content: 'alone' });

    await ann.next('chat_message');
    await ann.next('chat_message');
    for (const client of [bob, cid]) {
      await eventually(() =>
        client.received.some(({ name, fields }) => name === 'unsubscribed' && fields.channel === 'chat'),
      );
      const contents = client.received
        .filter(({ name }) => name === 'chat_message')
        .map(({ fields }) => fields.content);
      expect(contents).toEqual(['welcome']);
      expect(await follow(client, inLobby)).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    }
    expect(await bob.ask('chat:send', { ...inLobby, content: 'hey' })).toMatchObject({
      error: { code: 'FORBIDDEN' },
    });
    await moderate({ playerId: 'cid', action: 'lift' });
  });

  it('keeps slow mode exact over all nodes, from the moment it is set', async () => {
    await call(url(0), '/admin/chat-channels', { body: { id: 'slow', name: 'Slow', slowModeSeconds: 30 } });
    const clients = await Promise.all([0, 1].map((node) => enter('ann', node)));

    const send = (n: number) => clients[n % 2]?.ask('chat:send', { channelId: 'slow', content: `m${n}` });
    const answers = await Promise.all(Array.from({ length: 20 }, (_, n) => send(n)));

    const refused = answers.flatMap((answer) => (answer?.error ? [answer.error] : []));
    expect(refused).toHaveLength(19);
    for (const error of refused)
      expect(error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
  });

  it('refuses what is no content', async () => {
    const ann = await enter('ann');

    const answer = await ann.ask('chat:send', { channelId, content: 'a\tb' });

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_ERROR' } });
  });
});
