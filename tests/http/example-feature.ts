import { z } from 'zod';
import { AppError } from '../../src/contract/errors.js';
import { PlayerId } from '../../src/contract/ids.js';
import { type Feature, feature, type Handlers, operation } from '../../src/contract/operation.js';
import { Unavailable } from '../../src/engine/engine.js';

const Echo = z.object({ input: z.unknown(), caller: z.unknown(), idempotencyKey: z.string().optional() });

/** One operation for each thing HTTP has to get right; most answer with what they were given. */
export const exampleOperations = {
  track: operation({
    summary: 'Echo a body',
    http: 'POST /echo',
    caller: 'key',
    scope: 'events:write',
    query: ['dryRun'],
    input: z.object({
      playerId: PlayerId,
      properties: z.record(z.string(), z.unknown()).optional(),
      dryRun: z.boolean().optional(),
    }),
    output: Echo,
    errors: ['PLAYER_NOT_FOUND'],
  }),
  list: operation({
    summary: 'Echo a query',
    http: 'GET /echo',
    caller: 'any',
    input: z.strictObject({
      page: z.coerce.number().int().min(1).default(1),
      ids: z.array(PlayerId).max(3).optional(),
      name: z.string().optional(),
    }),
    output: Echo,
  }),
  change: operation({
    summary: 'Echo path and body',
    http: 'PUT /things/:thingId',
    caller: 'any',
    input: z.object({ thingId: PlayerId, name: z.string().optional() }),
    output: Echo,
    status: 201,
  }),
  special: operation({
    summary: 'A path that a parameter also matches',
    http: 'GET /things/special',
    caller: 'public',
    input: z.object({}),
    output: Echo,
  }),
  read: operation({
    summary: 'Echo a path',
    http: 'GET /things/:thingId',
    caller: 'player',
    input: z.object({ thingId: PlayerId }),
    output: Echo,
  }),
  remove: operation({
    summary: 'Answer nothing',
    http: 'DELETE /things/:thingId',
    caller: 'key',
    input: z.object({ thingId: PlayerId }),
    output: z.object({}),
    status: 204,
  }),
  upload: operation({
    summary: 'Take a large body',
    http: 'POST /uploads',
    caller: 'key',
    input: z.object({ text: z.string() }),
    output: z.object({ length: z.number() }),
    body: 'large',
  }),
  fail: operation({
    summary: 'Fail in the way asked for',
    http: 'POST /failures',
    caller: 'key',
    input: z.object({ how: z.enum(['refuse', 'store', 'bug', 'throw']) }),
    output: z.object({}),
  }),
};

const handlers: Handlers<typeof exampleOperations> = {
  track: async (input, { caller, idempotencyKey }) => ({
    input,
    caller,
    ...(idempotencyKey !== undefined && { idempotencyKey }),
  }),
  list: async (input, { caller }) => ({ input, caller }),
  change: async (input, { caller }) => ({ input, caller }),
  special: async (input, { caller }) => ({ input, caller }),
  read: async (input, { caller }) => ({ input, caller }),
  remove: async () => ({}),
  upload: async ({ text }) => ({ length: text.length }),
  fail: async ({ how }) => {
    if (how === 'refuse') throw new AppError('INSUFFICIENT_FUNDS', { details: { missing: 3 } });
    if (how === 'store') throw new Unavailable('no connection to redis at 10.0.0.1');
    if (how === 'bug') throw new TypeError('secret internals');
    throw 'a text';
  },
};

export const openExample = (): Feature => feature(exampleOperations, handlers);
