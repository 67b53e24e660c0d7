import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from './open-server.js';

describe('an error over HTTP', () => {
  let server: OpenServer;
  beforeAll(async () => {
    server = await openServer();
  });
  afterAll(() => server.close());

  it('comes in the envelope, with the request id of the header', async () => {
    const { status, headers, body } = await server.call('POST', '/failures', { how: 'refuse' });

    expect(status).toBe(409);
    expect(body).toEqual({
      error: {
        code: 'INSUFFICIENT_FUNDS',
        message: 'The balance is too low',
        details: { missing: 3 },
        requestId: headers.get('x-request-id'),
        timestamp: expect.stringMatching(/^\d{4}-\d\d-\d\dT[\d:.]+Z$/),
      },
    });
  });

  it('is 503 when the store is away', async () => {
    const { status, body } = await server.call('POST', '/failures', { how: 'store' });

    expect(status).toBe(503);
    expect(body.error).toMatchObject({ code: 'UNAVAILABLE' });
    expect(JSON.stringify(body)).not.toContain('10.0.0.1');
  });

  it.each(['bug', 'throw'])('is 500 without internals when it is unexpected (%s)', async (how) => {
    const { status, body } = await server.call('POST', '/failures', { how });

    expect(status).toBe(500);
    expect(body.error).toMatchObject({ code: 'INTERNAL' });
    expect(JSON.stringify(body)).not.toMatch(/secret internals|a text/);
  });

  it('names every field at fault', async () => {
    const { status, body } = await server.call('POST', '/echo', { playerId: 'a b', properties: 4 });

    expect(status).toBe(400);
    expect(body.error).toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [
        { field: 'playerId', message: expect.any(String) },
        { field: 'properties', message: expect.any(String) },
      ],
    });
  });

  it('lists at most 20 faults', async () => {
    const ids = Object.fromEntries(Array.from({ length: 100 }, (_, index) => [`x${index}`, 1]));

    const { body } = await server.call('POST', '/auth/socket-token', { playerId: 'a', ...ids });

    expect(body.error).toMatchObject({ details: { length: 20 } });
  });

  it('carries the id the caller gave the request, when it is harmless', async () => {
    const given = await server.call('POST', '/failures', { how: 'refuse' }, { 'X-Request-Id': 'trace-7' });
    const wild = await server.call('POST', '/failures', { how: 'refuse' }, { 'X-Request-Id': 'a"b<script>' });

    expect(given.headers.get('x-request-id')).toBe('trace-7');
    expect(given.body.error).toMatchObject({ requestId: 'trace-7' });
    expect(wild.headers.get('x-request-id')).toMatch(/^[\w-]{36}$/);
  });
});
