import { createSecretKey, type KeyObject, randomUUID } from 'node:crypto';
import jwt from 'jsonwebtoken';
import type { PlayerCaller } from '../contract/caller.js';
import { AppError } from '../contract/errors.js';
import type { PlayerId, ProjectId } from '../contract/ids.js';
import { TOKEN_MAX_SECONDS } from '../features/auth/contract.js';
import type { CredentialsSource, ProjectCredentials } from './credentials.js';
import { inactive } from './keys.js';
import { CLOCK_SKEW_MS, TokenClaims } from './token-claims.js';

export interface TokenOrder {
  readonly project: ProjectId;
  readonly playerId: PlayerId;
  readonly name?: string | undefined;
  readonly grants?: readonly string[] | undefined;
  /** At most `TOKEN_MAX_SECONDS`. */
  readonly ttlSeconds: number;
}

export interface MintedToken {
  readonly token: string;
  /** Unix ms. */
  readonly expiresAt: number;
}

export interface Tokens {
  mint(order: TokenOrder): MintedToken;
  /**
   * Checks signature, algorithm, claims and lifetime; no I/O. Does not know of revocations.
   * @throws AppError UNAUTHORIZED | TOKEN_EXPIRED | FORBIDDEN (project inactive)
   */
  verify(text: string): PlayerCaller;
}

export interface TokenParts {
  readonly source: CredentialsSource;
  /** Signs the tokens of projects without a secret of their own. */
  readonly jwtSecret: string;
  /** Tokens signed with it are accepted, too, while secrets are being exchanged. */
  readonly otherJwtSecret?: string | undefined;
  /** Server time, Unix ms. */
  readonly now: () => number;
}

const MAX_TOKEN_CHARACTERS = 8_192;

/** Makes and checks socket tokens (JWT, HS256). */
export function createTokens({ source, jwtSecret, otherJwtSecret, now }: TokenParts): Tokens {
  // A string secret would cost half a millisecond per call: jsonwebtoken first tries to read it as a public key.
  const keys = new Map<string, KeyObject>();
  const keyOf = (secret: string): KeyObject => {
    const known = keys.get(secret);
    if (known) return known;
    const key = createSecretKey(Buffer.from(secret));
    keys.set(secret, key);
    return key;
  };
  const secretsOf = (project: ProjectCredentials): readonly [string, string | undefined] =>
    project.jwtSecret === undefined
      ? [jwtSecret, otherJwtSecret]
      : [project.jwtSecret, project.otherJwtSecret];
  const check = (text: string, project: ProjectCredentials): unknown => {
    const [secret, other] = secretsOf(project);
    try {
      return checkSignature(text, keyOf(secret), now());
    } catch (error) {
      if (other === undefined || isExpired(error)) throw error;
      return checkSignature(text, keyOf(other), now());
    }
  };

  return {
    mint({ project, playerId, name, grants, ttlSeconds }) {
      const iatMs = now();
      const iat = Math.floor(iatMs / 1000);
      const exp = iat + ttlSeconds;
      const optional = { ...(name !== undefined && { name }), ...(grants !== undefined && { grants }) };
      const claims = { sub: playerId, prj: project, ...optional, jti: randomUUID(), iat, iatMs, exp };
      const [secret] = secretsOf(source.current(project).project);
      const token = jwt.sign(claims, keyOf(secret), { algorithm: 'HS256' });
      return { token, expiresAt: exp * 1000 };
    },

    verify(text) {
      if (text.length > MAX_TOKEN_CHARACTERS) throw unauthorized('The token is too long');
      const project = findProject(source, unverifiedProject(text));
      const caller = callerOf(check(text, project), now());
      if (project.status !== 'active') throw inactive();
      return caller;
    },
  };
}

const isExpired = (error: unknown): boolean => error instanceof AppError && error.code === 'TOKEN_EXPIRED';

const unauthorized = (message: string): AppError => new AppError('UNAUTHORIZED', { message });

/** Which project a token claims to be of, so that its key can be found; nothing else is believed before the signature is checked. */
function unverifiedProject(text: string): string {
  const claims = /^[\w-]+\.([\w-]+)\.[\w-]+$/.exec(text)?.[1];
  if (!claims) throw unauthorized('This is not a token');
  try {
    const { prj } = JSON.parse(Buffer.from(claims, 'base64url').toString()) ?? {};
    if (typeof prj === 'string') return prj;
  } catch {
    // Not JSON: answered like any other garbage.
  }
  throw unauthorized('The token names no project (claim prj)');
}

function findProject(source: CredentialsSource, id: string): ProjectCredentials {
  if (!source.projects().includes(id)) throw unauthorized('The token is not valid');
  return source.current(id).project;
}

function checkSignature(text: string, key: KeyObject, at: number): unknown {
  try {
    return jwt.verify(text, key, { algorithms: ['HS256'], clockTimestamp: Math.floor(at / 1000) });
  } catch (error) {
    if (error instanceof jwt.TokenExpiredError) throw new AppError('TOKEN_EXPIRED');
    throw unauthorized('The token is not valid');
  }
}

function callerOf(verified: unknown, at: number): PlayerCaller {
  const parsed = TokenClaims.safeParse(verified);
  if (!parsed.success) {
    const fields = parsed.error.issues.map((issue) => issue.path.join('.')).join(', ');
    throw unauthorized(`The token's claims are not valid: ${fields}`);
  }
  const { sub, prj, name, grants = [], jti, iat, iatMs = iat * 1000, exp } = parsed.data;
  if (exp - iat > TOKEN_MAX_SECONDS) throw unauthorized('The token lives longer than 15 minutes');
  if (iat * 1000 > at + CLOCK_SKEW_MS) throw unauthorized('The token is from the future');
  if (Math.floor(iatMs / 1000) !== iat) throw unauthorized("The token's claims are not valid: iatMs");
  return {
    kind: 'player',
    project: prj,
    playerId: sub,
    ...(name !== undefined && { name }),
    grants,
    tokenId: jti,
    issuedAt: iatMs,
    expiresAt: exp * 1000,
  };
}
