import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { AppError } from '../../src/contract/errors.js';
import { allNamespaces } from '../../src/transport/socket-io/mount.js';
import { nodeSecret } from '../auth/projects.js';
import { eventually } from '../support/eventually.js';
import { connect, createClient, refusalOf } from './client.js';
import { openNode, project, type TestNode } from './open-node.js';

describe('the handshake of a namespace', () => {
  let node: TestNode;
  const sign = (claims: object): string => jwt.sign(claims, nodeSecret);
  const now = () => Math.floor(Date.now() / 1000);

  beforeAll(async () => {
    node = await openNode({ environment: { ALLOWED_ORIGINS: 'https://game.example,https://two.example' } });
  });
  afterAll(() => node.close());

  it.each(allNamespaces)('%s asks for a token', async (namespace) => {
    expect(await refusalOf(node.url, { namespace })).toBe('UNAUTHORIZED');
    expect(await refusalOf(node.url, { namespace, token: 'garbage' })).toBe('UNAUTHORIZED');
  });

  it.each(allNamespaces)('%s lets a good token in', async (namespace) => {
    const token = node.token('ann', { grants: ['feed:read'] });
    const client = await connect(node.url, { namespace, token });

    expect(await client.ask('ping')).toMatchObject({ ok: true });
    client.close();
  });

  it('takes the token from the Authorization header as well, on every transport and namespace', async () => {
    const extraHeaders = { Authorization: `Bearer ${node.token('ann')}` };
    for (const transports of [['websocket'], ['polling']]) {
      const client = await connect(node.url, { extraHeaders, transports });
      const second = client.socket.io.socket('/players');
      await eventually(() => second.connected);
      second.disconnect();
      client.close();
    }
  });

  it('says why a token is refused', async () => {
    const base = { sub: 'ann', prj: project, jti: 'one', iat: now() - 100 };

    expect(await refusalOf(node.url, { token: sign({ ...base, exp: now() - 50 }) })).toBe('TOKEN_EXPIRED');
    expect(await refusalOf(node.url, { token: jwt.sign({ ...base, exp: now() + 60 }, 'other secret') })).toBe(
      'UNAUTHORIZED',
    );
    expect(await refusalOf(node.url, { token: sign({ ...base, prj: 'closed', exp: now() + 60 }) })).toBe(
      'FORBIDDEN',
    );
    expect(await refusalOf(node.url, { namespace: '/feed', token: node.token('ann') })).toBe('FORBIDDEN');
    expect(await refusalOf(node.url, { namespace: '/nowhere', token: node.token('ann') })).toBe(
      'Invalid namespace',
    );
  });

  it('leaves a joined namespace alone when another one refuses', async () => {
    const client = await connect(node.url, { token: node.token('ann') });
    const feed = client.socket.io.socket('/feed', { auth: { token: node.token('ann') } });
    const refused = await new Promise<Error>((resolve) => feed.once('connect_error', resolve));

    expect(refused).toMatchObject({ data: { code: 'FORBIDDEN' } });
    expect(await client.ask('ping')).toMatchObject({ ok: true });
    client.close();
  });

  it('goes on after disconnect and connect in one breath on a shared connection', async () => {
    const auth = { token: node.token('ann') };
    const client = await connect(node.url, { token: auth.token });
    const players = client.socket.io.socket('/players', { auth });
    await eventually(() => players.connected);

    players.disconnect().connect();
    await eventually(() => players.connected);

    expect((await players.timeout(2_000).emitWithAck('ping')).ok).toBe(true);
    expect(client.socket.connected).toBe(true);
    players.disconnect();
    client.close();
  });

  it.each([['websocket'], ['polling']])('checks the origin over %s; none passes', async (transport) => {
    const from = (origin: string) =>
      createClient(node.url, {
        token: node.token('ann'),
        transports: [transport],
        extraHeaders: { Origin: origin },
      });

    const good = from('https://two.example');
    const bad = from('https://evil.example');
    const refused = await new Promise<Error>((resolve) => bad.socket.once('connect_error', resolve));
    await eventually(() => good.socket.connected);

    expect(refused.message).toMatch(/websocket error|xhr poll error/);
    good.close();
    bad.close();
  });

  it('refuses Engine.IO 3 and lets other upgrades alone', async () => {
    const old = await fetch(`${node.url}/socket.io/?EIO=3&transport=polling`);

    expect(old.status).toBe(400);
    expect(await old.json()).toMatchObject({ code: 5 });
  });

  it('keeps the token out of what other nodes may see', async () => {
    const token = node.token('ann');
    const client = await connect(node.url, {
      token,
      extraHeaders: { Authorization: `Bearer ${token}` },
    });

    const [socket] = await node.sockets.io.fetchSockets();

    expect(JSON.stringify([socket?.handshake, socket?.data])).not.toContain(token);
    client.close();
  });
});

describe('a node that cannot ask its store', () => {
  it('refuses with UNAVAILABLE', async () => {
    const node = await openNode({
      change: (parts) => ({
        ...parts,
        authenticator: { ...parts.authenticator, admit: () => Promise.reject(new AppError('UNAVAILABLE')) },
      }),
    });

    expect(await refusalOf(node.url, { token: node.token('ann') })).toBe('UNAVAILABLE');
    await node.close();
  });
});
