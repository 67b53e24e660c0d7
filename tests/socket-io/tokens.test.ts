import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type Client, type ConnectOptions, connect, createClient, refusalOf } from './client.js';
import { openNode, project, type TestNode } from './open-node.js';

describe('tokens of connected sockets', () => {
  let node: TestNode;
  const clients: Client[] = [];
  const join = async (token: string, options: ConnectOptions = {}): Promise<Client> => {
    const client = await connect(node.url, { token, ...options });
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

  it('are announced to expire, expire, and end the namespace', async () => {
    const client = await join(node.token('ann', { ttlSeconds: 2 }));

    const { expiresAt } = await client.next('token_expiring');
    await client.next('token_expired');
    await eventually(() => !client.socket.connected);

    expect(Date.now()).toBeGreaterThanOrEqual(Number(expiresAt));
    expect(client.received.filter(({ name }) => name === 'token_expiring')).toHaveLength(1);
  });

  it('end one namespace only, and the expired client comes back as the seed shows', async () => {
    const client = await join(node.token('ann', { ttlSeconds: 1 }));
    const players = client.socket.io.socket('/players', { auth: { token: node.token('ann') } });
    let disconnects = 0;
    players.on('disconnect', () => disconnects++);
    client.socket.on('token_expired', async () => {
      await fetch(node.url);
      Object.assign(client.socket.auth, { token: node.token('ann') });
      client.socket.connect();
    });

    await client.next('token_expired');
    await eventually(async () => client.socket.connected && (await client.ask('ping')).ok);

    expect(disconnects).toBe(0);
    expect(players.connected).toBe(true);
    players.disconnect();
  });

  it('are replaced by auth:refresh without losing anything', async () => {
    const client = await join(node.token('ann', { ttlSeconds: 2 }));
    await client.ask('subscribe', { channel: 'player', playerId: 'ann' });

    const witness = await join(node.token('bob', { ttlSeconds: 2 }));
    const { ok, expiresAt } = await client.ask('auth:refresh', { token: node.token('ann') });
    await witness.next('token_expired');
    await node.publish('player:ann', [['xp_updated', { xp: 1 }]]);

    expect(ok).toBe(true);
    expect(expiresAt).toBeGreaterThan(Date.now() + 600_000);
    expect(await client.next('xp_updated')).toMatchObject({ xp: 1 });
    expect(client.received.map(({ name }) => name)).not.toContain('token_expired');
  });

  it('are replaced by those of the same player only', async () => {
    const client = await join(node.token('ann'));

    const other = await client.ask('auth:refresh', { token: node.token('bob') });
    const garbage = await client.ask('auth:refresh', { token: 'garbage' });
    const none = await client.ask('auth:refresh', {});

    expect(other.error).toMatchObject({ code: 'FORBIDDEN' });
    expect(garbage.error).toMatchObject({ code: 'UNAUTHORIZED' });
    expect(none.error).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(client.socket.connected).toBe(true);
  });

  it('end the subscriptions that the new token does not allow', async () => {
    const client = await join(node.token('ann', { grants: ['subscribe:player:*'] }));
    await client.ask('subscribe', [
      { channel: 'player', playerId: 'ann' },
      { channel: 'player', playerId: 'bob' },
    ]);

    await client.ask('auth:refresh', { token: node.token('ann') });
    await node.publish('player:bob', [['xp_updated', { playerId: 'bob' }]]);
    await node.publish('player:ann', [['xp_updated', { playerId: 'ann' }]]);

    expect(await client.next('unsubscribed')).toEqual({
      channel: 'player',
      playerId: 'bob',
      reason: 'revoked',
    });
    expect(await client.next('xp_updated')).toMatchObject({ playerId: 'ann' });
    expect((await client.ask('subscriptions')).subscriptions).toEqual([
      { channel: 'player', playerId: 'ann' },
    ]);
  });

  it('are revoked: their sockets close, others stay, and newer tokens come in', async () => {
    const [ann, second, bob] = [
      await join(node.token('ann')),
      await join(node.token('ann'), { namespace: '/players' }),
      await join(node.token('bob')),
    ];
    const old = node.token('ann');

    await node.revoke({ playerId: 'ann' });
    await eventually(() => !ann.socket.connected && !second.socket.connected);

    expect(bob.socket.connected).toBe(true);
    expect(await refusalOf(node.url, { token: old })).toBe('UNAUTHORIZED');
    await eventually(() => join(node.token('ann')));
  });

  it('revoked are told to connections of other kinds, on this node', async () => {
    const told: unknown[] = [];
    const other = await openNode({
      change: (parts) => ({ ...parts, onRevoked: (...revocation) => told.push(revocation) }),
    });

    other.sockets.disconnectRevoked(project, { tokenId: 'one', at: 5 });

    expect(told).toEqual([[project, { tokenId: 'one', at: 5 }]]);
    await other.close();
  });

  it('revoked while the store was saying yes do not stay connected', async () => {
    let admitted = (): void => {};
    const isAsked = new Promise<void>((resolve) => {
      admitted = resolve;
    });
    let goOn = (): void => {};
    const slow = await openNode({
      change: (parts) => ({
        ...parts,
        authenticator: {
          ...parts.authenticator,
          async admit(caller) {
            await parts.authenticator.admit(caller);
            admitted();
            await new Promise<void>((resolve) => {
              goOn = resolve;
            });
          },
        },
      }),
    });
    const client = createClient(slow.url, { token: slow.token('ann') });
    await isAsked;

    slow.sockets.disconnectRevoked(project, { playerId: 'ann', at: Date.now() });
    goOn();

    await new Promise((resolve) => client.socket.once('disconnect', resolve));
    expect(slow.sockets.io.sockets.sockets.size).toBe(0);
    client.close();
    await slow.close();
  });
});
