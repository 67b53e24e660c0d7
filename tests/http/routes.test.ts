import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from './open-server.js';

describe('a call over HTTP', () => {
  let server: OpenServer;
  beforeAll(async () => {
    server = await openServer({ publicProject: 'open' });
  });
  afterAll(() => server.close());

  it('reaches its operation with the body as input', async () => {
    const { status, body } = await server.call('POST', '/echo', {
      playerId: 'ada',
      properties: { score: 80 },
    });

    expect(status).toBe(200);
    expect(body.input).toEqual({ playerId: 'ada', properties: { score: 80 } });
    expect(body.caller).toMatchObject({ kind: 'key', project: 'open' });
  });

  it('takes declared query parameters beside the body', async () => {
    const { body } = await server.call('POST', '/echo?dryRun=1&other=2', { playerId: 'ada' });

    expect(body.input).toEqual({ playerId: 'ada', dryRun: true });
  });

  it('turns query parameters into numbers and lists', async () => {
    const { body } = await server.call('GET', '/echo?page=3&ids=ada,bob%40x&name=42');

    expect(body.input).toEqual({ page: 3, ids: ['ada', 'bob@x'], name: '42' });
  });

  it('fills defaults', async () => {
    const { body } = await server.call('GET', '/echo');

    expect(body.input).toEqual({ page: 1 });
  });

  it.each(['page=0', 'page=x', 'page=', 'page=1&page=2', 'ids=a,b,c,d', 'ids=a%20b'])(
    'answers 400 to the query %s',
    async (query) => {
      const { status, body } = await server.call('GET', `/echo?${query}`);

      expect(status).toBe(400);
      expect(body.error).toMatchObject({
        code: 'VALIDATION_ERROR',
        details: [{ field: expect.stringMatching(/^(page|ids)/), message: expect.any(String) }],
      });
    },
  );

  it('joins path and body, with the status declared', async () => {
    const { status, body } = await server.call('PUT', '/things/a%40b', { name: 'x' });

    expect(status).toBe(201);
    expect(body.input).toEqual({ thingId: 'a@b', name: 'x' });
  });

  it('refuses a body that contradicts the path', async () => {
    const same = await server.call('PUT', '/things/a', { thingId: 'a' });
    const other = await server.call('PUT', '/things/a', { thingId: 'b' });

    expect(same.status).toBe(201);
    expect(other.status).toBe(400);
    expect(other.body.error).toMatchObject({ details: [{ field: 'thingId' }] });
  });

  it('prefers a fixed path to a parameter', async () => {
    const { status } = await server.call('GET', '/things/special');

    expect(status).toBe(200);
  });

  it('answers 204 with nothing', async () => {
    const response = await fetch(`${server.url}/api/v1/things/a`, {
      method: 'DELETE',
      headers: { 'X-API-Key': 'ff_open_all' },
    });

    expect(response.status).toBe(204);
    expect(await response.text()).toBe('');
  });

  it('takes an absent body as an empty one', async () => {
    const { status } = await server.call('PUT', '/things/a');

    expect(status).toBe(201);
  });

  it('hands over the idempotency key', async () => {
    const { body } = await server.call(
      'POST',
      '/echo',
      { playerId: 'a' },
      { 'X-Idempotency-Key': 'order 1' },
    );

    expect(body.idempotencyKey).toBe('order 1');
  });

  it('refuses an idempotency key over 128 characters', async () => {
    const { status, body } = await server.call(
      'POST',
      '/echo',
      { playerId: 'a' },
      { 'X-Idempotency-Key': 'k'.repeat(256) },
    );

    expect(status).toBe(400);
    expect(body.error).toMatchObject({ details: [{ field: 'X-Idempotency-Key' }] });
  });

  it.each([
    ['GET', '/nothing'],
    ['POST', '/things/a'],
    ['GET', '/echo/'.repeat(50)],
    ['GET', ''],
  ])('answers 404 in the envelope to %s %s', async (method, path) => {
    const { status, body } = await server.call(method, path);

    expect(status).toBe(404);
    expect(body.error).toMatchObject({ code: 'NOT_FOUND', requestId: expect.any(String) });
  });

  it.each(['/things/%', '/things/%ff', '/things/%E0%A4%A', '/%zz'])(
    'answers 4xx to the path %s',
    async (path) => {
      const { status, body } = await server.call('GET', path);

      expect([400, 404]).toContain(status);
      expect(body.error).toHaveProperty('code');
    },
  );

  it('answers HEAD like GET without a body', async () => {
    const response = await fetch(`${server.url}/api/v1/echo`, {
      method: 'HEAD',
      headers: { 'X-API-Key': 'ff_open_all' },
    });

    expect(response.status).toBe(200);
    expect(Number(response.headers.get('content-length'))).toBeGreaterThan(2);
  });
});
