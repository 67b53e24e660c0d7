import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { SlidingWindow } from '../../src/transport/socket-io/sliding-window.js';
import { eventually } from '../support/eventually.js';
import { type Client, connect, refusalOf } from './client.js';
import { openNode, type TestNode } from './open-node.js';
import { connectRaw } from './raw.js';

describe('a sliding window', () => {
  it('lets exactly its limit through in any span of its length', () => {
    const window = new SlidingWindow(10, 1_000);
    const passed: number[] = [];
    let now = 0;
    for (let step = 0; step < 5_000; step++) {
      now += (step * 7919) % 97;
      if (window.take(now) === 0) passed.push(now);
    }

    const inSpan = (from: number) => passed.filter((at) => at >= from && at < from + 1_000).length;
    expect(Math.max(...passed.map(inSpan))).toBe(10);
  });

  it('says how long to wait', () => {
    const window = new SlidingWindow(2, 1_000);

    expect([0, 400, 500, 1_000, 1_100].map((now) => window.take(now))).toEqual([0, 0, 500, 0, 300]);
  });
});

describe('limits of a connection', () => {
  let node: TestNode;
  const clients: Client[] = [];
  const join = async (playerId = 'ann'): Promise<Client> => {
    const client = await connect(node.url, { token: node.token(playerId) });
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    node = await openNode({ environment: { CONNECTIONS_PER_PLAYER: '2' } });
  });
  afterEach(async () => {
    for (const client of clients.splice(0)) client.close();
    await eventually(() => node.sockets.connectionsCount() === 0);
  });
  afterAll(() => node.close());

  it('accept ten commands in any second, over all namespaces, and drop the rest', async () => {
    const client = await join();
    const chat = client.socket.io.socket('/chat', { auth: { token: node.token('ann') } });
    await eventually(() => chat.connected);

    const here = Array.from({ length: 8 }, () => client.ask('ping', {}));
    await Promise.all(here);
    const there = await Promise.all(
      Array.from({ length: 8 }, () => chat.timeout(5_000).emitWithAck('ping', {})),
    );

    expect(there.filter(({ ok }) => ok)).toHaveLength(2);
    const refused = there.find(({ ok }) => !ok);
    expect(refused.error).toMatchObject({ code: 'RATE_LIMITED', retryAfterMs: expect.any(Number) });
    expect(refused.error.retryAfterMs).toBeLessThanOrEqual(1_000);
    await eventually(async () => (await client.ask('ping', {})).ok);
    chat.disconnect();
  });

  it('warn once a second, whatever the number of dropped commands', async () => {
    const client = await join();

    for (let n = 0; n < 200; n++) client.socket.emit('ping');
    await client.ask('ping', {});

    const warnings = client.received.filter(({ name }) => name === 'rate_limited');
    expect(warnings).toHaveLength(1);
    expect(warnings[0]?.fields).toMatchObject({ limit: 'commands', message: expect.any(String) });
    expect(client.received.filter(({ name }) => name === 'pong')).toHaveLength(10);
    expect(client.received.filter(({ name }) => name === 'error')).toHaveLength(0);
  });

  it('drop messages over 64 KiB, with attachments, and keep the connection', async () => {
    const client = await join();
    const text = (bytes: number) => ({ channelId: 'x', content: 'a'.repeat(bytes) });

    const tooLong = await client.ask('chat:send', text(70_000));
    const wide = await client.ask('chat:send', { channelId: 'x', content: '€'.repeat(22_000) });
    const binary = await client.ask('chat:send', { channelId: 'x', content: Buffer.alloc(66_000) });
    const small = await client.ask('chat:send', text(2_000));

    for (const answer of [tooLong, wide, binary]) {
      expect(answer).toMatchObject({ ok: false, error: { code: 'RATE_LIMITED' } });
    }
    expect(small.ok).toBe(true);
    expect(await client.next('rate_limited')).toMatchObject({ limit: 'message_size' });
    expect(client.received).toHaveLength(1);
  });

  it('count a message to the byte', async () => {
    const raw = await connectRaw(node.url, node.token('ann'));
    const packet = (bytes: number) => `21["nothing","${'a'.repeat(bytes - 16)}"]`;

    expect(packet(65_536).length).toBe(65_536);
    raw.send(`4${packet(65_536)}`);
    expect(await raw.next('431')).toContain('VALIDATION_ERROR');
    raw.send(`4${packet(65_537)}`);
    expect(await raw.next('431')).toContain('RATE_LIMITED');
    raw.close();
  });

  it('close it when a message is over 1 MiB', async () => {
    const client = await join();

    client.socket.emit('chat:send', 'a'.repeat(1_100_000));

    await eventually(() => !client.socket.connected);
  });

  it('allow a player so many connections on a node, however they race', async () => {
    const token = node.token('bob');
    const outcomes = await Promise.allSettled(
      Array.from({ length: 6 }, async () => clients.push(await connect(node.url, { token }))),
    );

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(2);
    expect(await refusalOf(node.url, { token })).toBe('TOO_MANY_CONNECTIONS');
    clients.pop()?.close();
    await eventually(async () => clients.push(await connect(node.url, { token })) > 0);
  });
});

describe('limits of an address', () => {
  it('refuse connections beyond so many a second, early', async () => {
    const node = await openNode({
      environment: { CONNECTS_PER_SECOND_PER_IP: '3', TRUST_PROXY: 'loopback' },
    });
    const extraHeaders = { 'X-Forwarded-For': '203.0.113.7' };
    const attempts = Array.from({ length: 8 }, () =>
      connect(node.url, { token: node.token('ann'), extraHeaders }),
    );

    const outcomes = await Promise.allSettled(attempts);

    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(3);
    for (const outcome of outcomes) if (outcome.status === 'fulfilled') outcome.value.close();
    await node.close();
  });
});
