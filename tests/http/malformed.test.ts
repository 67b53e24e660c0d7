import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from './open-server.js';

const MIB = 1024 * 1024;
const text = (length: number): string => JSON.stringify({ text: 'x'.repeat(length - 11) });
const nested = (depth: number): string => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`;

describe('a malformed body', () => {
  let server: OpenServer;
  beforeAll(async () => {
    server = await openServer();
  });
  afterAll(() => server.close());
  // Whatever was sent: the server still serves.
  afterEach(async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  const send = async (path: string, body: string | Uint8Array<ArrayBuffer>, type?: string) => {
    const response = await fetch(`${server.url}/api/v1${path}`, {
      method: 'POST',
      headers: { 'X-API-Key': 'ff_open_all', 'Content-Type': type ?? 'application/json' },
      body,
    });
    return { status: response.status, body: await response.json() };
  };

  it.each(['{', '{"playerId":', '{"playerId":"a"} x', "{'playerId':'a'}", '\u0000', '{"a":01}', '\ufeff{}'])(
    'that is no JSON is refused: %j',
    async (body) => {
      expect(await send('/echo', body)).toMatchObject({
        status: 400,
        body: { error: { code: 'VALIDATION_ERROR', details: [{ field: 'body' }] } },
      });
    },
  );

  it.each(['[]', '[{"playerId":"a"}]', 'null', '"text"', '1', 'true'])(
    'that is no object is refused: %s',
    async (body) => {
      expect(await send('/echo', body)).toMatchObject({
        status: 400,
        body: { error: { message: expect.stringContaining('must be a JSON object') } },
      });
    },
  );

  it.each([
    'text/plain',
    'application/x-www-form-urlencoded',
    'application/jsonx',
    'multipart/form-data',
    'x',
  ])('of type %s is refused, saying which type is right', async (type) => {
    expect(await send('/echo', '{"playerId":"a"}', type)).toMatchObject({
      status: 400,
      body: { error: { code: 'VALIDATION_ERROR', message: expect.stringContaining('application/json') } },
    });
  });

  it.each(['application/json; charset=utf-8', 'APPLICATION/JSON', 'application/vnd.game+json'])(
    'is none when its type is %s',
    async (type) => {
      expect((await send('/echo', '{"playerId":"a"}', type)).status).toBe(200);
    },
  );

  it('with invalid UTF-8 is refused', async () => {
    const body = Buffer.concat([Buffer.from('{"playerId":"'), Buffer.from([0xff, 0xfe]), Buffer.from('"}')]);

    expect((await send('/echo', body)).status).toBe(400);
  });

  it.each([
    ['objects', nested(100_000)],
    ['lists', `{"a":${'['.repeat(200_000)}${']'.repeat(200_000)}}`],
    ['just too many objects', nested(65)],
  ])('nested too deep is refused (%s)', async (_, body) => {
    expect(await send('/echo', body)).toMatchObject({
      status: 400,
      body: { error: { message: expect.stringContaining('nested deeper') } },
    });
  });

  it('cannot change what objects inherit', async () => {
    const poison = '{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":1}}}';
    const { body } = await send(
      '/echo',
      `{"playerId":"a","__proto__":{"dryRun":true},"properties":${poison}}`,
    );

    expect(Object(body).input.dryRun).toBeUndefined();
    expect(Object({}).polluted).toBeUndefined();
  });

  it('does not get fields past the check by inheritance', async () => {
    const { status } = await send('/echo', '{"__proto__":{"playerId":"a"}}');

    expect(status).toBe(400);
  });

  it.each([
    ['1 MiB', '/echo', MIB],
    ['5 MiB where large bodies are taken', '/uploads', 5 * MIB],
  ])('over %s is refused with 413', async (_, path, limit) => {
    expect((await send(path, text(limit))).status).not.toBe(413);
    expect(await send(path, text(limit + 1))).toMatchObject({
      status: 413,
      body: { error: { code: 'PAYLOAD_TOO_LARGE' } },
    });
  });

  it('of unknown length is refused with 413 as soon as it is too large', async () => {
    const response = await fetch(`${server.url}/api/v1/echo`, {
      method: 'POST',
      headers: { 'X-API-Key': 'ff_open_all', 'Content-Type': 'application/json' },
      body: new Blob([text(2 * MIB)]).stream(),
      duplex: 'half',
    });

    expect(response.status).toBe(413);
  });

  it('in an encoding is refused', async () => {
    const response = await fetch(`${server.url}/api/v1/echo`, {
      method: 'POST',
      headers: { 'X-API-Key': 'ff_open_all', 'Content-Type': 'application/json', 'Content-Encoding': 'gzip' },
      body: 'x',
    });

    expect(response.status).toBe(400);
  });
});
