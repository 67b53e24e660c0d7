import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { connect, refusalOf } from './client.js';
import { openNode, project, type TestNode } from './open-node.js';

describe('while Redis is away', () => {
  let redis: RedisServer;
  let node: TestNode;

  beforeAll(async () => {
    redis = await startRedis({ appendonly: true });
    node = await openNode({ redisUrl: redis.url });
  });
  afterAll(async () => {
    await node?.close();
    await redis?.remove();
  });

  it('sockets stay, are told, and miss nothing once it is back', async () => {
    const client = await connect(node.url, { token: node.token('ann') });
    await client.ask('subscribe', { channel: 'chat', channelId: 'global' });
    await node.publish('chat:global', [['chat_message', { n: 1 }]]);
    await client.next('chat_message');

    await redis.kill();
    await client.next('degraded');
    expect(await client.ask('ping')).toMatchObject({ ok: true });
    expect(await client.ask('subscribe', { channel: 'stream', streamId: 's' })).toMatchObject({
      ok: false,
      error: { code: 'UNAVAILABLE' },
    });
    expect(await refusalOf(node.url, { token: node.token('bob') })).toBe('UNAVAILABLE');
    node.sockets.broadcastUnkept(project, { name: 'announcement', fields: {} }, ['chat:global']);
    node.sockets.io.emit('to-all', {});
    await redis.start();
    await client.next('restored');
    await node.publish('chat:global', [['chat_message', { n: 2 }]]);

    expect(await client.next('chat_message')).toMatchObject({ n: 2 });
    expect(client.socket.connected).toBe(true);
    await eventually(async () => {
      const found = await node.engine.presence.find(project, ['ann'], Date.now());
      return found.get('ann')?.online ?? false;
    }, 10_000);
    client.close();
  });

  it('revocations this node was not told of are found afterwards', async () => {
    const other = await openNode({ redisUrl: redis.url, hasAdapter: false });
    const [eve, bob] = [
      await connect(node.url, { token: node.token('eve') }),
      await connect(node.url, { token: node.token('bob') }),
    ];
    await other.revoke({ playerId: 'eve' });
    expect(await eve.ask('ping')).toMatchObject({ ok: true });

    await redis.kill();
    await bob.next('degraded');
    await redis.start();

    await eventually(() => !eve.socket.connected);
    expect(bob.socket.connected).toBe(true);
    bob.close();
    await other.close();
  });
});
