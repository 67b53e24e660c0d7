import { createHmac, type KeyObject, timingSafeEqual } from 'node:crypto';

/** A JSON Web Token taken apart. Its claims are what anybody wrote, until `isSignedWith` says whose they are. */
export interface SignedToken {
  readonly header: unknown;
  readonly claims: unknown;
  /** What the signature is of. */
  readonly signed: string;
  readonly signature: string;
}

const form = /^([\w-]+)\.([\w-]+)\.([\w-]+)$/;

/** Reads a token in compact form (RFC 7515, section 7.1); undefined when the text is none. */
export function readSignedToken(text: string): SignedToken | undefined {
  const [, header, claims, signature] = form.exec(text) ?? [];
  if (header === undefined || claims === undefined || signature === undefined) return undefined;
  try {
    const signed = text.slice(0, header.length + 1 + claims.length);
    return { header: readPart(header), claims: readPart(claims), signed, signature };
  } catch {
    return undefined;
  }
}

/**
 * Whether a key's owner made the token with HS256, the one algorithm in use; what the header says never chooses another. A
 * header that asks for extensions (`crit`) is refused, as RFC 7515, section 4.1.11 demands.
 */
export function isSignedWith({ header, signed, signature }: SignedToken, key: KeyObject): boolean {
  if (typeof header !== 'object' || header === null || !('alg' in header)) return false;
  if (header.alg !== 'HS256' || 'crit' in header) return false;
  const right = Buffer.from(createHmac('sha256', key).update(signed).digest('base64url'));
  const given = Buffer.from(signature);
  return given.length === right.length && timingSafeEqual(given, right);
}

const readPart = (part: string): unknown => JSON.parse(Buffer.from(part, 'base64url').toString());
