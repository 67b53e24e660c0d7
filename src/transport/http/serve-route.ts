import type { IncomingMessage, ServerResponse } from 'node:http';
import type { Caller } from '../../contract/caller.js';
import { invalid } from '../../contract/errors.js';
import type { CallContext } from '../../contract/operation.js';
import { listInputFields } from '../input-schema.js';
import type { Limits } from '../limits.js';
import type { Route } from '../routes.js';
import type { Answers, Exchange } from './answers.js';
import { readJsonObject } from './body.js';
import type { Callers } from './callers.js';
import { type Fields, mergeInput, parseInput } from './input.js';
import { compileQuery } from './query.js';

export interface ServeParts {
  readonly answers: Answers;
  readonly callers: Callers;
  readonly limits: Limits;
}

/** Answers one request; never rejects. */
export type Serve = (
  request: IncomingMessage & { params: Fields },
  response: ServerResponse,
) => Promise<void>;

const MAX_BODY_BYTES = 1024 * 1024;
const MAX_LARGE_BODY_BYTES = 5 * MAX_BODY_BYTES;

/**
 * Compiles a route: who calls, is it allowed, what was sent, what is the answer, in this order, so that a stranger's body is
 * never read. One function per route, nothing is looked up per request.
 */
export function serveRoute({ answers, callers, limits }: ServeParts, route: Route): Serve {
  const { operation, handle } = route;
  const readInput = inputReader(route);
  const { status = 200 } = operation;

  const call = async (exchange: Exchange, path: Fields): Promise<unknown> => {
    const { request, requestId } = exchange;
    const identified = callers.identify(request);
    const caller = identified instanceof Promise ? await identified : identified;
    callers.authorize(caller, operation);
    const counted = caller.kind === 'public' ? undefined : limits.countCall(caller);
    if (counted !== undefined) exchange.quota = await counted;
    const input = parseInput(operation.input, await readInput(request, path));
    return handle(input, contextOf(request, requestId, caller));
  };

  return async (request, response) => {
    const exchange = answers.begin(request, response);
    try {
      const result = await call(exchange, request.params);
      answers.send(exchange, status, status === 204 ? undefined : JSON.stringify(result));
    } catch (error) {
      answers.fail(exchange, error);
    }
  };
}

type ReadInput = (request: IncomingMessage, path: Fields) => Fields | Promise<Fields>;

function inputReader({ operation, pathFields, queryFields }: Route): ReadInput {
  const { properties } = listInputFields(operation.input);
  const inQuery = (name: string): boolean => queryFields?.includes(name) ?? !pathFields.includes(name);
  const readQuery = compileQuery(new Map([...properties].filter(([name]) => inQuery(name))));
  const maxBytes = operation.body === 'large' ? MAX_LARGE_BODY_BYTES : MAX_BODY_BYTES;

  if (queryFields === undefined) {
    return ({ url = '' }, path) => mergeInput({ path, query: readQuery(url), body: undefined });
  }
  return async (request, path) => {
    const query = readQuery(request.url ?? '');
    return mergeInput({ path, query, body: await readJsonObject(request, maxBytes) });
  };
}

const printable = /^[\x21-\x7e]([\x20-\x7e]{0,253}[\x21-\x7e])?$/;

function contextOf({ headers }: IncomingMessage, requestId: string, caller: Caller): CallContext {
  const at = Date.now();
  const idempotencyKey = headers['x-idempotency-key'];
  if (idempotencyKey === undefined) return { caller, at, requestId };
  if (typeof idempotencyKey !== 'string' || !printable.test(idempotencyKey)) {
    throw invalid({ field: 'X-Idempotency-Key', message: 'must be 1-255 printable characters' });
  }
  return { caller, at, requestId, idempotencyKey };
}
