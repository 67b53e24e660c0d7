import { createHmac, timingSafeEqual } from 'node:crypto';

/** How far a timestamp may be from the server's clock, ms. */
const TOLERANCE_MS = 300_000;

export interface SignedPath {
  readonly path: string;
  /** Unix seconds, as sent. */
  readonly timestamp: string;
  /** `hmac-sha256=<hex>`, as sent. */
  readonly signature: string;
}

/**
 * Says what is wrong with a signed path; undefined when nothing is. What is signed is `WS`, the path and the timestamp, each
 * on a line of its own.
 * @param now - Unix ms
 */
export function faultOfSignature(
  signed: SignedPath,
  secret: string | undefined,
  now: number,
): string | undefined {
  const { path, timestamp, signature } = signed;
  if (!/^\d{1,12}$/.test(timestamp)) return 'timestamp must be Unix seconds';
  if (Math.abs(now - Number(timestamp) * 1000) > TOLERANCE_MS) {
    return 'timestamp must be within 300 s of the server';
  }
  const expected = createHmac('sha256', secret ?? '')
    .update(`WS\n${path}\n${timestamp}`)
    .digest();
  const [, hex = ''] = /^hmac-sha256=([0-9a-f]{64})$/i.exec(signature) ?? [];
  const given = Buffer.from(hex, 'hex');
  const isRight = given.length === expected.length && timingSafeEqual(given, expected);
  return isRight && secret !== undefined ? undefined : 'signature is wrong';
}
