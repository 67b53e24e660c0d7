import type { IncomingMessage } from 'node:http';
import type { Config } from '../../config.js';
import { AppError } from '../../contract/errors.js';
import type { ClientAddress } from '../client-address.js';
import type { Limits } from '../limits.js';
import { pathPattern } from '../path-pattern.js';
import type { Accepted, Endpoint, UpgradeRequest } from './endpoint.js';

export interface AdmissionParts {
  readonly config: Config;
  readonly limits: Pick<Limits, 'countConnect' | 'checkAddress' | 'countFailure'>;
  readonly clientAddress: ClientAddress;
  readonly isDraining: () => boolean;
  /** The first one whose path matches serves a request. */
  readonly endpoints: readonly Endpoint[];
}

/** An endpoint that takes a request. */
export interface Admission {
  readonly endpoint: Endpoint;
  readonly accepted: Accepted;
}

/**
 * Decides about a request before the upgrade.
 * @throws AppError NOT_FOUND | FORBIDDEN (origin) | TOO_MANY_CONNECTIONS | UNAVAILABLE, and what the endpoint throws
 */
export type Admit = (request: IncomingMessage) => Promise<Admission>;

export function createAdmit(parts: AdmissionParts): Admit {
  const { limits, clientAddress } = parts;
  const routes = parts.endpoints.map((endpoint) => ({ endpoint, match: pathPattern(endpoint.path) }));

  return async (request) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://host');
    for (const { endpoint, match } of routes) {
      const params = match(pathname);
      if (!params) continue;
      const address = clientAddress(request);
      await checkConnect(parts, request, address);
      const { headers } = request;
      const upgrade = { headers, params, query: searchParams, protocols: offered(headers) };
      return {
        endpoint,
        accepted: await accept(endpoint, upgrade, (): Promise<void> => limits.countFailure(address)),
      };
    }
    throw new AppError('NOT_FOUND', { message: `There is no WebSocket at ${pathname}` });
  };
}

async function accept(
  endpoint: Endpoint,
  upgrade: UpgradeRequest,
  countFailure: () => Promise<void>,
): Promise<Accepted> {
  try {
    return await endpoint.accept(upgrade);
  } catch (error) {
    // An expired token was a right one: many players behind one address may come with theirs.
    const isGuess = error instanceof AppError && error.status === 401 && error.code !== 'TOKEN_EXPIRED';
    if (isGuess) await countFailure();
    throw error;
  }
}

const offered = (headers: IncomingMessage['headers']): string[] =>
  (headers['sec-websocket-protocol'] ?? '')
    .split(',')
    .map((protocol) => protocol.trim())
    .filter((protocol) => protocol !== '');

async function checkConnect(
  { config: { ALLOWED_ORIGINS }, limits, isDraining }: AdmissionParts,
  { headers: { origin } }: IncomingMessage,
  address: string,
): Promise<void> {
  if (isDraining()) throw new AppError('UNAVAILABLE', { message: 'The server is going down' });
  if (origin !== undefined && !ALLOWED_ORIGINS.includes('*') && !ALLOWED_ORIGINS.includes(origin)) {
    throw new AppError('FORBIDDEN', { message: 'The origin is not allowed' });
  }
  limits.checkAddress(address);
  if (!(await limits.countConnect(address)))
    throw new AppError('TOO_MANY_CONNECTIONS', { retryAfterMs: 1_000 });
}
