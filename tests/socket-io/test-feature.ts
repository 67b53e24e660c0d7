import { z } from 'zod';
import { AppError } from '../../src/contract/errors.js';
import { Id } from '../../src/contract/ids.js';
import { type Feature, feature, operation } from '../../src/contract/operation.js';

const Said = z.object({ by: z.string(), content: z.string() });

const operations = {
  say: operation({
    summary: 'Say something',
    socket: 'chat:send',
    caller: 'any',
    input: z.strictObject({ channelId: Id, content: z.string().min(1).max(2_000) }),
    output: Said,
  }),
  slow: operation({
    summary: 'Be refused for a while',
    socket: 'lobby:slow',
    caller: 'player',
    input: z.object({}),
    output: z.object({}),
  }),
  fail: operation({
    summary: 'Break',
    socket: 'test:fail',
    caller: 'public',
    input: z.object({}),
    output: z.object({}),
  }),
  manage: operation({
    summary: 'For game servers only',
    socket: 'test:manage',
    caller: 'key',
    input: z.object({}),
    output: z.object({}),
  }),
};

/** A feature with a command for each thing a command can do. */
export const createTestFeature = (): Feature =>
  feature(operations, {
    say: async ({ content }, { caller }) => ({
      by: caller.kind === 'player' ? caller.playerId : 'system',
      content,
    }),
    slow: async () => {
      throw new AppError('RATE_LIMITED', { retryAfterMs: 250 });
    },
    fail: async () => {
      throw new Error('a fault of ours');
    },
    manage: async () => ({}),
  });
