import { randomBytes } from 'node:crypto';
import { once } from 'node:events';
import { connect } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from './open-server.js';
import { exchangeBytes } from './raw-exchange.js';

const statusOf = (text: string): number => Number(/^HTTP\/1\.1 (\d+)/.exec(text)?.[1]);
const hasAnswer = (text: string): boolean => text.includes('\r\n\r\n');
const head = (lines: readonly string[]): string => `${lines.join('\r\n')}\r\n\r\n`;
const post = (...headers: string[]): string =>
  head(['POST /api/v1/echo HTTP/1.1', 'Host: x', 'X-API-Key: ff_open_all', ...headers]);

describe('bytes on the port', () => {
  let server: OpenServer;
  let impatient: OpenServer;
  beforeAll(async () => {
    server = await openServer();
    impatient = await openServer({
      server: { headersTimeout: 50, requestTimeout: 50, connectionsCheckingInterval: 20 },
    });
  });
  afterAll(() => Promise.all([server.close(), impatient.close()]));
  afterEach(async () => {
    expect((await fetch(`${server.url}/healthz`)).status).toBe(200);
  });

  it.each([
    ['no HTTP at all', 'hello\r\n\r\n'],
    ['a TLS hello', Buffer.from('16030100a5010000a10303', 'hex')],
    ['an unknown method', head(['BREW /api/v1/echo HTTP/1.1', 'Host: x'])],
    ['a header without name', head(['GET / HTTP/1.1', 'Host: x', ': y'])],
    ['two lengths', post('Content-Length: 3', 'Content-Length: 4')],
    ['a negative length', post('Content-Length: -1')],
    ['length and chunks', post('Content-Length: 3', 'Transfer-Encoding: chunked')],
    ['broken chunks', `${post('Transfer-Encoding: chunked', 'Content-Type: application/json')}zz\r\n`],
    ['headers of 1 MiB', head(['GET / HTTP/1.1', 'Host: x', `X-A: ${'a'.repeat(1024 * 1024)}`])],
  ])('that are %s get 4xx or a closed connection', async (_, bytes) => {
    const answer = await exchangeBytes(server.port, bytes, hasAnswer);

    if (answer !== '') expect(Math.floor(statusOf(answer) / 100)).toBe(4);
  });

  it('that are random do no harm', async () => {
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => exchangeBytes(server.port, randomBytes(512), hasAnswer)),
    );

    for (const answer of answers) if (answer !== '') expect(statusOf(answer)).toBeLessThan(500);
  });

  it.each([
    ['X-API-Key: \x01'],
    ['X-API-Key: \xff\xfe'],
    [`X-API-Key: ${'k'.repeat(8_000)}`],
    ['Authorization: Bearer \xff'],
    [`Authorization: Bearer ${'a'.repeat(8_000)}`],
    ['X-Request-Id: \xe9'],
    ['Origin: \xff'],
    ['X-Forwarded-For: ,,,;;;'],
  ])('with the header %j never get 5xx', async (header) => {
    const request = head(['POST /api/v1/echo HTTP/1.1', 'Host: x', header, 'Content-Length: 0']);

    const answer = await exchangeBytes(server.port, request, hasAnswer);

    expect(statusOf(answer)).toBeGreaterThanOrEqual(400);
    expect(statusOf(answer)).toBeLessThan(500);
  });

  it.each([
    '*',
    'http://[',
    '//',
    '/api/v1/things/%00',
    '/api/v1/../healthz',
    '/api/v1/echo?%',
    '/%',
    `/${'a/'.repeat(4_000)}`,
  ])('that ask for %j never get 5xx', async (target) => {
    const request = head([`GET ${target} HTTP/1.1`, 'Host: x', 'X-API-Key: ff_open_all']);

    expect(statusOf(await exchangeBytes(server.port, request, hasAnswer))).toBeLessThan(500);
  });

  it('that stop inside a body are forgotten when the client goes', async () => {
    const request = post('Content-Type: application/json', 'Content-Length: 100');
    const half = connect(server.port, '127.0.0.1');
    half.write(`${request}{"playerId"`);
    await once(half, 'connect');

    half.resetAndDestroy();

    await once(half, 'close');
    expect(half.bytesRead).toBe(0);
  });

  it('that stop inside a body get 408 when their time is over', async () => {
    const request = post('Content-Type: application/json', 'Content-Length: 100');

    const answer = await exchangeBytes(impatient.port, `${request}{"playerId"`, hasAnswer);

    expect(statusOf(answer)).toBe(408);
  });

  it('that come one by one are put together', async () => {
    const body = '{"playerId":"ada"}';
    const request = post('Content-Type: application/json', `Content-Length: ${body.length}`);

    const answer = await exchangeBytes(server.port, [...(request + body)], hasAnswer);

    expect(statusOf(answer)).toBe(200);
  });

  it('that pipeline requests get the answers in order', async () => {
    const one = (id: string): string => {
      const body = JSON.stringify({ playerId: id });
      return post('Content-Type: application/json', `Content-Length: ${body.length}`) + body;
    };

    const answer = await exchangeBytes(server.port, one('a') + one('b') + one('c'), (text) =>
      text.includes('"c"'),
    );

    expect([...answer.matchAll(/"playerId":"(\w)"/g)].map(([, id]) => id)).toEqual(['a', 'b', 'c']);
  });
});
