import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, type ConnectOptions, connect } from './client.js';
import { openNode, type TestNode } from './open-node.js';

describe('socket commands', () => {
  let node: TestNode;
  const clients: Client[] = [];
  const join = async (options: ConnectOptions = {}): Promise<Client> => {
    const client = await connect(node.url, { token: node.token('ann'), ...options });
    clients.push(client);
    return client;
  };

  beforeAll(async () => {
    node = await openNode();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => node.close());

  it('run operations as the player of the token and answer with their output', async () => {
    const client = await join();

    const answer = await client.ask('chat:send', { channelId: 'global', content: 'Hello everyone!' });

    expect(answer).toEqual({ ok: true, by: 'ann', content: 'Hello everyone!' });
  });

  it('answer faults with their code, and when to try again', async () => {
    const client = await join();

    expect(await client.ask('chat:send', { channelId: 'global', content: '' })).toMatchObject({
      ok: false,
      error: { code: 'VALIDATION_ERROR', message: expect.stringContaining('content') },
    });
    expect(await client.ask('lobby:slow', {})).toMatchObject({
      ok: false,
      error: { code: 'RATE_LIMITED', retryAfterMs: 250 },
    });
    expect(await client.ask('test:fail', {})).toMatchObject({ ok: false, error: { code: 'INTERNAL' } });
    expect(await client.ask('subscribe', { channel: 'stream', streamId: 'broken' })).toMatchObject({
      ok: false,
      error: { code: 'INTERNAL' },
    });
  });

  it('are not there for operations of game servers', async () => {
    const client = await join();

    expect(await client.ask('test:manage', {})).toMatchObject({ error: { code: 'VALIDATION_ERROR' } });
  });

  it('answer ping with the time, as acknowledgement or event', async () => {
    const client = await join();

    client.socket.emit('ping');
    const { ok, at } = await client.ask('ping', {});

    expect(ok).toBe(true);
    expect(at).toBeGreaterThan(Date.now() - 5_000);
    expect(await client.next('pong')).toMatchObject({ at: expect.any(Number) });
  });

  it('answer subscribe and unsubscribe without acknowledgement by events with the same body', async () => {
    const client = await join();

    client.socket.emit('subscribe', { channel: 'player', playerId: 'ann' });
    client.socket.emit('subscribe', { channel: 'player', playerId: 'eve' });
    client.socket.emit('unsubscribe', { channel: 'player', playerId: 'ann' });

    expect(await client.next('subscribed')).toMatchObject({
      ok: true,
      channel: 'player',
      playerId: 'ann',
      position: expect.any(String),
      recovered: false,
    });
    expect(await client.next('error')).toMatchObject({ command: 'subscribe', code: 'FORBIDDEN' });
    expect(await client.next('unsubscribed')).toEqual({ ok: true, channel: 'player', playerId: 'ann' });
  });

  it('are limited to their kind of channel in the namespaces of one kind', async () => {
    const client = await join({ namespace: '/players' });

    const own = await client.ask('subscribe', { channel: 'player', playerId: 'ann' });
    const other = await client.ask('subscribe', { channel: 'stream', streamId: 's' });
    const say = await client.ask('chat:send', { channelId: 'global', content: 'x' });
    await node.publish('player:ann', [['xp_updated', { xp: 5 }]]);

    expect(own.ok).toBe(true);
    expect(other.error).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(say.error).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(await client.next('xp_updated')).toMatchObject({ xp: 5, position: expect.any(String) });
  });

  it('reach a custom event with any JSON that a game server may publish', async () => {
    const client = await join();
    await client.ask('subscribe', { channel: 'stream', streamId: 'json' });
    const fields = {
      text: 'ü "quoted" \\ \u2028 😀',
      nested: [{ a: null }, -1.5e-7],
      long: 'é'.repeat(40_000),
    };

    await node.publish('stream:json', [['shop:item.sold-1', fields]]);

    const { position, ...received } = await client.next('shop:item.sold-1');
    expect(received).toEqual(fields);
    expect(position).toBeDefined();
  });
});
