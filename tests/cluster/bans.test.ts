import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { type Client, connect } from '../socket-io/client.js';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { call, mintToken } from '../support/rest.js';

let redis: RedisServer;
let nodes: App[] = [];
const clients: Client[] = [];

beforeEach(async () => {
  redis = await startRedis();
  const environment = {
    PORT: '0',
    NODE_ENV: 'test',
    LOG_LEVEL: 'silent',
    REDIS_URL: redis.url,
    JWT_SECRET: 'only-for-tests-0123456789-0123456789',
    DRAIN_SECONDS: '0',
    DOCS: 'off',
  };
  nodes = await Promise.all([1, 2].map(() => createApp(readConfig(environment))));
});
afterEach(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(nodes.map((node) => node.close()));
  await redis.remove();
});

const url = (node: number): string => nodes[node]?.url ?? '';
const put = (playerId: string, status: string) =>
  call(url(0), `/players/${playerId}`, { method: 'PUT', body: { status } });

async function enter(token: string, node: number): Promise<Client> {
  const client = await connect(url(node), { token });
  clients.push(client);
  return client;
}

describe('banning a player on two nodes', () => {
  it('takes every connection, seat and chat, and refuses old and new tokens until it is lifted', async () => {
    const token = await mintToken(url(0), 'eve');
    const [eve, eveToo, bob] = [
      await enter(token, 0),
      await enter(token, 1),
      await enter(await mintToken(url(0), 'bob'), 1),
    ];
    const { lobbyId } = (await call(url(0), '/lobbies', { body: { name: 'Room', hostPlayerId: 'eve' } }))
      .body;
    await call(url(0), `/lobbies/${lobbyId}/join`, { body: { playerId: 'bob' } });
    await bob.ask('subscribe', { channel: 'lobby', lobbyId });
    for (const client of [eve, eveToo]) {
      expect(await client.ask('subscribe', { channel: 'chat', channelId: `${lobbyId}-chat` })).toMatchObject({
        ok: true,
      });
    }

    expect((await put('eve', 'banned')).status).toBe(200);

    await eventually(() => eve.socket.disconnected && eveToo.socket.disconnected);
    expect(await bob.next('player_left')).toMatchObject({ playerId: 'eve', reason: 'kicked' });
    expect(await bob.next('host_changed')).toMatchObject({ hostId: 'bob' });
    for (const node of [0, 1]) {
      await expect(connect(url(node), { token })).rejects.toMatchObject({ data: { code: 'FORBIDDEN' } });
    }
    const mint = () => call(url(1), '/auth/socket-token', { body: { playerId: 'eve' } });
    expect(await mint()).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });

    expect((await put('eve', 'active')).status).toBe(200);
    const fresh = (await mint()).body.token;
    const back = await enter(fresh, 1);
    expect(await back.ask('chat:send', { channelId: 'global', content: 'sorry' })).toMatchObject({
      ok: true,
    });
    await expect(connect(url(0), { token })).rejects.toMatchObject({ data: { code: 'UNAUTHORIZED' } });
  });

  it('refuses a token that was made elsewhere after the ban', async () => {
    const [node] = nodes;
    await put('eve', 'banned');

    const token = node?.mintToken({
      project: 'demo',
      playerId: 'eve',
      name: undefined,
      grants: undefined,
      ttlSeconds: 60,
    }).token;

    await expect(connect(url(1), { token: token ?? '' })).rejects.toMatchObject({
      data: { code: 'FORBIDDEN' },
    });
    const headers = { authorization: `Bearer ${token}` };
    const answer = await fetch(`${url(1)}/api/v1/players/eve`, { headers });
    expect(answer.status).toBe(403);
  });

  it('takes the text of a player who has only chatted when that player is erased', async () => {
    const ann = await enter(await mintToken(url(0), 'ann'), 0);
    await ann.ask('chat:send', { channelId: 'global', content: 'only words' });

    expect((await call(url(1), '/players/ann', { method: 'DELETE' })).status).toBe(204);

    const { body } = await call(url(1), '/chat/channels/global/messages');
    expect(body.messages).toEqual([]);
  });
});
