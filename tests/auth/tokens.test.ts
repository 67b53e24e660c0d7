import { createHmac, generateKeyPairSync } from 'node:crypto';
import { describe, expect, it } from '@jest/globals';
import jwt from 'jsonwebtoken';
import { createTokens, type Tokens } from '../../src/auth/tokens.js';
import { nodeSecret, ownSecret, Projects } from './projects.js';

const startedAt = Date.UTC(2026, 0, 1, 12, 0, 0, 250);
const second = Math.floor(startedAt / 1000);

const open = (now = () => startedAt): Tokens =>
  createTokens({ source: new Projects(), jwtSecret: nodeSecret, now });

const claims = { sub: 'ada', prj: 'open', jti: 't-1', iat: second, exp: second + 600 };
const sign = (payload: object, secret = nodeSecret): string =>
  jwt.sign(payload, secret, { algorithm: 'HS256' });
const encode = (part: unknown): string => Buffer.from(JSON.stringify(part)).toString('base64url');

const codeOf = (text: string, tokens = open()): unknown => {
  try {
    return tokens.verify(text);
  } catch (error) {
    return error instanceof Error && 'code' in error ? error.code : error;
  }
};

describe('socket tokens', () => {
  it('come back as the player they were minted for', () => {
    const { token, expiresAt } = open().mint({
      project: 'open',
      playerId: 'ada@example',
      name: 'Ada',
      grants: ['feed:read'],
      ttlSeconds: 900,
    });

    expect(open().verify(token)).toEqual({
      kind: 'player',
      project: 'open',
      playerId: 'ada@example',
      name: 'Ada',
      grants: ['feed:read'],
      tokenId: expect.stringMatching(/^[\w-]{36}$/),
      issuedAt: startedAt,
      expiresAt,
    });
    expect(expiresAt).toBe((second + 900) * 1000);
  });

  it("are minted by a game's own backend with its project's secret", () => {
    const token = sign({ ...claims, prj: 'own', grants: ['subscribe:player:*'] }, ownSecret);

    expect(codeOf(token)).toMatchObject({ project: 'own', playerId: 'ada', grants: ['subscribe:player:*'] });
  });

  it("are refused under the node's secret when the project has its own", () => {
    expect(codeOf(sign({ ...claims, prj: 'own' }))).toBe('UNAUTHORIZED');
  });

  it('are accepted under either of two secrets while these are exchanged, and minted under the first', () => {
    const next = 'next-secret-of-the-node-0123456789-012345';
    const before = createTokens({
      source: new Projects(),
      jwtSecret: nodeSecret,
      otherJwtSecret: next,
      now: () => startedAt,
    });

    expect(codeOf(sign(claims), before)).toMatchObject({ playerId: 'ada' });
    expect(codeOf(sign(claims, next), before)).toMatchObject({ playerId: 'ada' });
    expect(codeOf(sign({ ...claims, prj: 'own' }, next), before)).toBe('UNAUTHORIZED');
    const { token } = before.mint({ project: 'open', playerId: 'ada', ttlSeconds: 60 });
    expect(codeOf(token)).toMatchObject({ playerId: 'ada' });
  });

  it("are refused when one project's secret signs for another project", () => {
    expect(codeOf(sign({ ...claims, prj: 'open' }, ownSecret))).toBe('UNAUTHORIZED');
  });

  it.each([
    ['an unknown project', 'nowhere'],
    ['an inherited name as project', '__proto__'],
  ])('are refused for %s', (_, prj) => {
    expect(codeOf(sign({ ...claims, prj }))).toBe('UNAUTHORIZED');
  });

  it('are refused for an inactive project', () => {
    expect(codeOf(sign({ ...claims, prj: 'closed' }))).toBe('FORBIDDEN');
  });

  it('expire', () => {
    const { token } = open().mint({ project: 'open', playerId: 'ada', ttlSeconds: 1 });

    expect(
      codeOf(
        token,
        open(() => startedAt + 1_000),
      ),
    ).toBe('TOKEN_EXPIRED');
  });

  it('say nothing about expiry when the signature is wrong', () => {
    const forged = sign({ ...claims, iat: second - 900, exp: second - 300 }, 'x'.repeat(40));

    expect(codeOf(forged)).toBe('UNAUTHORIZED');
  });

  it.each([
    ['no expiry', { exp: undefined }],
    ['no time of issue', { iat: undefined }],
    ['no id', { jti: undefined }],
    ['no player', { sub: undefined }],
    ['a player id with forbidden characters', { sub: 'a|b' }],
    ['a life over 15 minutes', { exp: second + 901 }],
    ['a time of issue in the future', { iat: second + 60, exp: second + 120 }],
    ['a time of issue as text', { iat: String(second) }],
    ['grants that are no list', { grants: 'feed:read' }],
    ['milliseconds that contradict the second', { iatMs: startedAt + 1_000 }],
  ])('are refused with %s', (_, change) => {
    // Signed by hand: jsonwebtoken would not sign some of these.
    const signed = `${encode({ alg: 'HS256', typ: 'JWT' })}.${encode({ ...claims, ...change })}`;
    const signature = createHmac('sha256', nodeSecret).update(signed).digest('base64url');

    expect(codeOf(`${signed}.${signature}`)).toBe('UNAUTHORIZED');
  });

  it('are refused without a signature (alg none)', () => {
    const unsigned = `${encode({ alg: 'none', typ: 'JWT' })}.${encode(claims)}`;

    expect(codeOf(`${unsigned}.`)).toBe('UNAUTHORIZED');
    expect(codeOf(`${unsigned}.AA`)).toBe('UNAUTHORIZED');
  });

  it.each(['HS384', 'HS512'] as const)('are refused when signed with %s', (algorithm) => {
    expect(codeOf(jwt.sign(claims, nodeSecret, { algorithm }))).toBe('UNAUTHORIZED');
  });

  it('are refused when signed with RS256', () => {
    const { privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });

    expect(codeOf(jwt.sign(claims, privateKey, { algorithm: 'RS256' }))).toBe('UNAUTHORIZED');
  });

  it('are refused when claims or header were changed after signing', () => {
    const [header = '', body = '', signature = ''] = sign(claims).split('.');

    expect(codeOf(`${header}.${encode({ ...claims, sub: 'eve' })}.${signature}`)).toBe('UNAUTHORIZED');
    expect(codeOf(`${encode({ alg: 'none' })}.${body}.${signature}`)).toBe('UNAUTHORIZED');
  });

  it.each([
    '',
    '.',
    '..',
    'a.b.c',
    'null',
    `a.${encode(null)}.c`,
    `a.${encode('x')}.c`,
    'é.é.é',
    'a'.repeat(1e6),
  ])('are refused when they are garbage', (text) => {
    expect(codeOf(text)).toBe('UNAUTHORIZED');
  });
});
