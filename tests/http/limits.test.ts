import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from './open-server.js';

describe('a rate limit', () => {
  let server: OpenServer;
  beforeAll(async () => {
    server = await openServer({
      environment: {
        PLAYER_REQUESTS_PER_MINUTE: '2',
        FAILED_AUTH_PER_MINUTE_PER_IP: '3',
        TRUST_PROXY: 'loopback',
      },
    });
  });
  afterAll(() => server.close());

  const track = (key: string, from?: string) =>
    server.call(
      'POST',
      '/echo',
      { playerId: 'a' },
      { 'X-API-Key': key, ...(from && { 'X-Forwarded-For': from }) },
    );

  it('counts the calls of a key that has one, and says what is left', async () => {
    const first = await track('ff_open_hashed');
    await track('ff_open_hashed');
    await track('ff_open_hashed');
    const fourth = await track('ff_open_hashed');

    expect(first.headers.get('x-ratelimit-limit')).toBe('3');
    expect(first.headers.get('x-ratelimit-remaining')).toBe('2');
    const resetsAt = Number(first.headers.get('x-ratelimit-reset'));
    expect(Math.abs(resetsAt - Date.now() / 1000 - 60)).toBeLessThan(5);
    expect(fourth.status).toBe(429);
    expect(Number(fourth.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(fourth.body.error).toMatchObject({
      code: 'RATE_LIMITED',
      details: { limit: 3, window: '1 minute', retryAfter: expect.any(Number) },
    });
  });

  it.each([
    ['of a key', 'ff_open_hashed'],
    ['of an address that guesses', 'guess'],
  ])('%s says in its refusals where it stands, too', async (_whose, key) => {
    for (let calls = 0; calls < 3; calls++) await track(key, '10.9.9.9');

    const { status, headers } = await track(key, '10.9.9.9');

    const [limit, remaining, resetsAt] = ['limit', 'remaining', 'reset'].map((name) =>
      Number(headers.get(`x-ratelimit-${name}`)),
    );
    expect({ status, limit, remaining }).toEqual({ status: 429, limit: 3, remaining: 0 });
    expect(resetsAt).toBeGreaterThan(Date.now() / 1000);
  });

  it('is not there for a key without one', async () => {
    const { headers } = await track('ff_open_all');

    expect(headers.get('x-ratelimit-limit')).toBeNull();
  });

  it('counts the calls of each player', async () => {
    const as = (playerId: string) => {
      const { token } = server.tokens.mint({ project: 'own', playerId, ttlSeconds: 60 });
      return fetch(`${server.url}/api/v1/echo`, { headers: { Authorization: `Bearer ${token}` } });
    };
    await as('ada');
    await as('ada');

    expect((await as('ada')).status).toBe(429);
    expect((await as('bob')).status).toBe(200);
  });

  it('counts refused credentials per address, and then refuses whatever comes from there', async () => {
    const statuses = [];
    for (let tries = 0; tries < 4; tries += 1) statuses.push((await track('guess', '203.0.113.5')).status);

    expect(statuses).toEqual([401, 401, 401, 429]);
    expect((await track('ff_open_all', '203.0.113.5')).status).toBe(429);
    expect((await track('ff_open_all', '203.0.113.6')).status).toBe(200);
  });

  it('does not count tokens that have expired', async () => {
    const from = { 'X-Forwarded-For': '203.0.113.7' };
    const { token } = server.tokens.mint({ project: 'own', playerId: 'ada', ttlSeconds: 0 });

    const statuses = [];
    for (let tries = 0; tries < 5; tries += 1) {
      const headers = { ...from, Authorization: `Bearer ${token}` };
      statuses.push((await fetch(`${server.url}/api/v1/echo`, { headers })).status);
    }

    expect(statuses).toEqual([401, 401, 401, 401, 401]);
  });
});
