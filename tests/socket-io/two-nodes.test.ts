import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { type Client, connect } from './client.js';
import { openNode, project, type TestNode } from './open-node.js';

const room = `${project}|chat:global`;

describe.each([[true], [false]])('two nodes on one Redis, Socket.IO adapter attached: %s', (hasAdapter) => {
  let redis: RedisServer;
  let nodes: [TestNode, TestNode];
  const clients: Client[] = [];
  const join = async (node: TestNode, playerId: string): Promise<Client> => {
    const client = await connect(node.url, { token: node.token(playerId) });
    clients.push(client);
    await client.ask('subscribe', { channel: 'chat', channelId: 'global' });
    return client;
  };
  /** Publications need no adapter: once the last one is here, whatever went before it would be here as well. */
  const settle = async (client: Client): Promise<void> => {
    await nodes[0].publish('chat:global', [['chat_message', { content: 'settle' }]]);
    await client.next('chat_message');
    await nodes[0].engine.ping();
  };

  beforeAll(async () => {
    redis = await startRedis();
    nodes = [
      await openNode({ redisUrl: redis.url, hasAdapter }),
      await openNode({ redisUrl: redis.url, hasAdapter }),
    ];
    if (hasAdapter)
      await eventually(async () => (await nodes[0].sockets.io.of('/').adapter.serverCount()) === 2);
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(async () => {
    for (const node of nodes ?? []) await node.close();
    await redis?.remove();
  });

  it('deliver a publication to the subscribers of both, each event once', async () => {
    const here = await join(nodes[0], 'ann');
    const there = await join(nodes[1], 'bob');

    await nodes[0].publish('chat:global', [['chat_message', { n: 1 }]]);
    await nodes[1].publish('chat:global', [['chat_message', { n: 2 }]]);

    for (const client of [here, there]) {
      await eventually(() => client.received.length === 2);
      expect(client.received.map(({ fields }) => fields.n)).toEqual([1, 2]);
    }
  });

  it(`${hasAdapter ? 'carry' : 'do not carry'} a room broadcast from one to the other`, async () => {
    const there = await join(nodes[1], 'bob');

    nodes[0].sockets.io.to(room).emit('hello', { from: 'elsewhere' });
    nodes[0].sockets.broadcastUnkept(project, { name: 'player_typing', fields: { typing: true } }, [
      'chat:global',
    ]);
    await settle(there);

    const names = () => there.received.map(({ name }) => name).filter((name) => name !== 'chat_message');
    if (hasAdapter) await eventually(() => names().join() === 'hello,player_typing');
    else expect(names()).toEqual([]);
  });

  it(`${hasAdapter ? 'carry' : 'do not carry'} announcements`, async () => {
    const here = await join(nodes[0], 'ann');
    const there = await join(nodes[1], 'bob');

    nodes[0].sockets.broadcastUnkept(project, { name: 'announcement', fields: { text: 'hi' } });
    nodes[0].sockets.broadcastUnkept('own', { name: 'announcement', fields: { text: 'not ours' } });
    await settle(there);

    expect(await here.next('announcement')).toEqual({ text: 'hi' });
    if (hasAdapter) expect(await there.next('announcement')).toEqual({ text: 'hi' });
    expect(there.received.filter(({ name }) => name === 'announcement')).toHaveLength(hasAdapter ? 1 : 0);
  });

  it(`${hasAdapter ? 'close' : 'do not close'} sockets of a player revoked on the other`, async () => {
    const there = await join(nodes[1], 'eve');
    const bystander = await join(nodes[1], 'bob');

    await nodes[0].revoke({ playerId: 'eve' });
    await settle(bystander);

    if (hasAdapter) await eventually(() => !there.socket.connected);
    else expect(there.socket.connected).toBe(true);
    expect(bystander.socket.connected).toBe(true);
  });

  it(`${hasAdapter ? 'see' : 'do not see'} each other's sockets`, async () => {
    await join(nodes[0], 'ann');
    await join(nodes[1], 'bob');

    const sockets = await nodes[0].sockets.io.in(room).fetchSockets();

    expect(sockets).toHaveLength(hasAdapter ? 2 : 1);
  });
});
