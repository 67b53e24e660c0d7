import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type OpenServer, openServer } from './open-server.js';

describe('who may call', () => {
  let server: OpenServer;
  let player: string;
  beforeAll(async () => {
    server = await openServer({ publicProject: 'open' });
    player = server.tokens.mint({ project: 'own', playerId: 'ada', ttlSeconds: 60 }).token;
  });
  afterAll(() => server.close());

  const as = async (method: string, path: string, headers: Readonly<Record<string, string>>) => {
    const response = await fetch(`${server.url}/api/v1${path}`, { method, headers });
    return { status: response.status, body: await response.json() };
  };

  it.each([
    ['no credential', {}, 401, 'UNAUTHORIZED'],
    ['an unknown key', { 'X-API-Key': 'nobody' }, 401, 'INVALID_API_KEY'],
    ['an empty key', { 'X-API-Key': '' }, 401, 'INVALID_API_KEY'],
    ['a key of an inactive project', { 'X-API-Key': 'ff_closed_all' }, 403, 'FORBIDDEN'],
    ['a key without the scope', { 'X-API-Key': 'ff_own_tokens' }, 403, 'FORBIDDEN'],
    ['a broken token', { Authorization: 'Bearer a.b.c' }, 401, 'UNAUTHORIZED'],
    ['another scheme', { Authorization: 'Basic YTpi' }, 401, 'UNAUTHORIZED'],
    ['no token', { Authorization: 'Bearer ' }, 401, 'UNAUTHORIZED'],
  ])('with %s is refused', async (_, headers, status, code) => {
    expect(await as('POST', '/echo', headers)).toMatchObject({ status, body: { error: { code } } });
  });

  it('on a call for keys is no player', async () => {
    const answer = await as('POST', '/echo', { Authorization: `Bearer ${player}` });

    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
  });

  it('on a call for players is no key', async () => {
    const answer = await as('GET', '/things/a', { 'X-API-Key': 'ff_open_all' });

    expect(answer).toMatchObject({ status: 403, body: { error: { code: 'FORBIDDEN' } } });
  });

  it('is the player of the token, in the project of the token', async () => {
    const answer = await as('GET', '/things/a', { Authorization: `Bearer ${player}` });

    expect(answer).toMatchObject({
      status: 200,
      body: { caller: { kind: 'player', playerId: 'ada', project: 'own' } },
    });
  });

  it('on a public call may be anybody', async () => {
    const answer = await as('GET', '/things/special', {});

    expect(answer).toMatchObject({ status: 200, body: { caller: { kind: 'public', project: 'open' } } });
  });

  it('on a public call still needs a credential that is right when it sends one', async () => {
    const answer = await as('GET', '/things/special', { 'X-API-Key': 'nobody' });

    expect(answer.status).toBe(401);
  });

  it('is not told about the body before it is known', async () => {
    const response = await fetch(`${server.url}/api/v1/echo`, {
      method: 'POST',
      headers: { 'Content-Type': 'application/json' },
      body: '{broken',
    });

    expect(response.status).toBe(401);
  });
});
