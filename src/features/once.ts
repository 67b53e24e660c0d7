import { createHash } from 'node:crypto';
import type { Target } from '../commit/decision.js';
import type { CallContext } from '../contract/operation.js';

/**
 * What makes a repeat of a call with an idempotency key return the first result; undefined when the call carries none.
 * Keys are apart per operation and, for players, per player, so that nobody meets somebody else's result.
 * @param request - what a repeat has to have in common with the first call
 */
export function onceOf(
  operation: string,
  context: Pick<CallContext, 'caller' | 'idempotencyKey'>,
  request: unknown,
): { once?: NonNullable<Target<unknown>['once']> } {
  const { caller, idempotencyKey } = context;
  if (idempotencyKey === undefined) return {};
  const owner = caller.kind === 'player' ? `${operation}@${caller.playerId}` : operation;
  return { once: { key: `${owner}:${idempotencyKey}`, fingerprint: fingerprint(request) } };
}

/** A short text that is equal for equal JSON values, whatever the order of their fields. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sortFields)).digest('base64url');

const sortFields = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
