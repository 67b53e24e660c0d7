import type { HeaderList } from './fixed-headers.js';

/** Which browser pages may call. */
export interface Cors {
  /** Headers for an answer to a request with this `Origin`; none for an origin that is not allowed. */
  answerHeaders(origin: string | undefined): HeaderList;
  /** Headers for the answer to a preflight request. */
  preflightHeaders(origin: string | undefined): HeaderList;
}

const exposed = 'X-Request-Id, Retry-After, X-RateLimit-Limit, X-RateLimit-Remaining, X-RateLimit-Reset';

const allowed: HeaderList = [
  'Access-Control-Allow-Methods',
  'GET, HEAD, POST, PUT, PATCH, DELETE',
  'Access-Control-Allow-Headers',
  'Content-Type, Authorization, X-API-Key, X-Idempotency-Key, X-Request-Id',
  'Access-Control-Max-Age',
  '86400',
];

/**
 * Header lists made once per allowed origin. Credentials travel in headers a page sets itself, never in cookies, so
 * `Access-Control-Allow-Credentials` is not needed.
 * @param origins - `ALLOWED_ORIGINS`; `*` allows every page
 */
export function createCors(origins: readonly string[]): Cors {
  const anyone = origins.includes('*');
  const none: HeaderList = anyone ? [] : ['Vary', 'Origin'];
  const allow = (origin: string): HeaderList => [
    ...none,
    'Access-Control-Allow-Origin',
    origin,
    'Access-Control-Expose-Headers',
    exposed,
  ];
  const known = new Map(origins.map((origin) => [origin, allow(origin)]));

  const answerHeaders = (origin: string | undefined): HeaderList =>
    origin === undefined ? none : (known.get(anyone ? '*' : origin) ?? none);

  return {
    answerHeaders,
    preflightHeaders(origin) {
      const headers = answerHeaders(origin);
      return headers === none ? none : [...headers, ...allowed];
    },
  };
}
