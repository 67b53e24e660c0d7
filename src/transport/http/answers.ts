import { randomUUID } from 'node:crypto';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { AppError } from '../../contract/errors.js';
import type { Quota } from '../../contract/quota.js';
import type { Observe } from '../../observe.js';
import { toAppError } from '../app-error.js';
import type { Cors } from './cors.js';
import { apiHeaders, type HeaderList } from './fixed-headers.js';

/** One request and what its answer will carry. */
export interface Exchange {
  readonly request: IncomingMessage;
  readonly response: ServerResponse;
  readonly requestId: string;
  /** Where the caller's limit stands, once it was counted. */
  quota: Quota | undefined;
}

/** Writes answers. All of them go through here, so all carry the same headers. */
export interface Answers {
  begin(request: IncomingMessage, response: ServerResponse): Exchange;
  /** Gives an answer that somebody else will write its request id. */
  tag(request: IncomingMessage, response: ServerResponse): void;
  /** @param text - JSON; absent for 204 */
  send(exchange: Exchange, status: number, text?: string): void;
  /** Answers any error as the envelope of contract section 3. */
  fail(exchange: Exchange, error: unknown): void;
  preflight(exchange: Exchange): void;
}

/** Answers straight through node's `writeHead`: Express's `send` would compute ETag, type and charset for each. */
export function createAnswers({ log, metrics }: Observe, cors: Cors): Answers {
  const send = (exchange: Exchange, status: number, text?: string): void =>
    write(exchange, { status, text, headers: answerHeaders(exchange) });

  const answerHeaders = ({ request, requestId, quota }: Exchange): string[] => {
    const headers = [...apiHeaders, 'X-Request-Id', requestId, ...cors.answerHeaders(request.headers.origin)];
    if (quota) {
      headers.push(
        'X-RateLimit-Limit',
        String(quota.limit),
        'X-RateLimit-Remaining',
        String(quota.remaining),
      );
      headers.push('X-RateLimit-Reset', String(quota.resetsAt));
    }
    return headers;
  };

  const write = ({ request, response }: Exchange, { status, text, headers }: Answer): void => {
    metrics.requests.inc({ status });
    if (response.headersSent || response.destroyed) return;
    if (text === undefined) {
      response.writeHead(status, [...headers]).end();
      return;
    }
    response.writeHead(status, [...headers, 'Content-Length', String(Buffer.byteLength(text))]);
    response.end(request.method === 'HEAD' ? undefined : text);
  };

  return {
    begin: (request, response) => ({ request, response, requestId: requestIdOf(request), quota: undefined }),

    tag: (request, response) => void response.setHeader('X-Request-Id', requestIdOf(request)),

    send,

    fail(exchange, thrown) {
      const error = toAppError(thrown, { log, requestId: exchange.requestId });
      if (error.quota) exchange.quota = error.quota;
      const headers = answerHeaders(exchange);
      if (error.retryAfterMs !== undefined) {
        headers.push('Retry-After', String(Math.max(1, Math.ceil(error.retryAfterMs / 1000))));
      }
      write(exchange, { status: error.status, text: envelope(error, exchange.requestId), headers });
    },

    preflight(exchange) {
      const headers = ['X-Request-Id', exchange.requestId];
      write(exchange, {
        status: 204,
        text: undefined,
        headers: [...headers, ...cors.preflightHeaders(exchange.request.headers.origin)],
      });
    },
  };
}

interface Answer {
  readonly status: number;
  readonly text: string | undefined;
  readonly headers: HeaderList;
}

const envelope = ({ code, message, details }: AppError, requestId: string): string =>
  JSON.stringify({ error: { code, message, details, requestId, timestamp: new Date().toISOString() } });

const sane = /^[A-Za-z0-9_.:-]{1,128}$/;

/** The caller's own id for the request when it is harmless in logs and headers, else a new one. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers['x-request-id'];
  return typeof given === 'string' && sane.test(given) ? given : randomUUID();
}
