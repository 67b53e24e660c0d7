import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from '../http/open-server.js';

describe('the calls about socket tokens', () => {
  const disconnected: unknown[] = [];
  let server: OpenServer;
  beforeAll(async () => {
    server = await openServer({
      disconnect: (project, whose) => {
        disconnected.push({ project, ...whose });
      },
    });
  });
  afterAll(() => server.close());

  const mint = async (playerId: string): Promise<string> => {
    const { body } = await server.call('POST', '/auth/socket-token', { playerId });
    return String(body.token);
  };
  const statusWith = async (token: string): Promise<number> => {
    const response = await fetch(`${server.url}/api/v1/echo`, {
      headers: { Authorization: `Bearer ${token}` },
    });
    return response.status;
  };

  it('make a token that works and lives 15 minutes', async () => {
    const { status, body } = await server.call('POST', '/auth/socket-token', {
      playerId: 'ada',
      displayName: 'Ada',
    });

    expect(status).toBe(200);
    expect(body).toEqual({ token: expect.any(String), expiresAt: expect.any(Number), expiresIn: 900 });
    expect(Math.abs(Number(body.expiresAt) - Date.now() - 900_000)).toBeLessThan(5_000);
    expect(server.tokens.verify(String(body.token))).toMatchObject({
      playerId: 'ada',
      name: 'Ada',
      grants: [],
    });
  });

  it.each([
    [{}],
    [{ playerId: '' }],
    [{ playerId: 'a b' }],
    [{ playerId: 'a', ttlSeconds: 901 }],
    [{ playerId: 'a', ttlSeconds: 0 }],
    [{ playerId: 'a', grants: 'feed:read' }],
    [{ playerId: 'a', project: 'own' }],
  ])('refuse %j', async (body) => {
    expect((await server.call('POST', '/auth/socket-token', body)).status).toBe(400);
  });

  it('give grants only to keys with the scope admin', async () => {
    const order = { playerId: 'ada', grants: ['feed:read'] };

    const granted = await server.call('POST', '/auth/socket-token', order);
    const refused = await server.call('POST', '/auth/socket-token', order, { 'X-API-Key': 'ff_own_tokens' });

    expect(server.tokens.verify(String(granted.body.token)).grants).toEqual(['feed:read']);
    expect(refused.status).toBe(403);
  });

  it("revoke a player's tokens, and let the player back in with a new one at once", async () => {
    const old = await mint('eve');
    const before = await statusWith(old);

    const { status } = await server.call('POST', '/auth/revoke', { playerId: 'eve' });
    const fresh = await mint('eve');

    expect([before, status]).toEqual([200, 200]);
    expect(await statusWith(old)).toBe(401);
    expect(await statusWith(fresh)).toBe(200);
    expect(disconnected).toContainEqual({ project: 'open', playerId: 'eve', at: expect.any(Number) });
  });

  it('revoke one token and no other of the player', async () => {
    const [one, other] = [await mint('kim'), await mint('kim')];
    const { tokenId } = server.tokens.verify(one);

    await server.call('POST', '/auth/revoke', { tokenId });

    expect(await statusWith(one)).toBe(401);
    expect(await statusWith(other)).toBe(200);
  });

  it('leave alone what was issued since when a revocation is repeated under its idempotency key', async () => {
    const revoke = (playerId: string) =>
      server.call('POST', '/auth/revoke', { playerId }, { 'X-Idempotency-Key': 'once' });
    const { body: first } = await revoke('lee');
    const fresh = await mint('lee');

    const { body: again } = await revoke('lee');

    expect(again).toEqual(first);
    expect(await statusWith(fresh)).toBe(200);
    expect((await revoke('max')).status).toBe(409);
  });

  it.each([[{}], [{ playerId: 'a', tokenId: 'b' }], [{ playerId: 4 }]])('do not revoke %j', async (body) => {
    const { status, body: answer } = await server.call('POST', '/auth/revoke', body);

    expect(status).toBe(400);
    expect(Object(answer.error).details.length).toBeGreaterThan(0);
  });
});
