import { createHash } from 'node:crypto';
import type { Append, Place } from '../commit/append.js';
import type { Outcome, Target } from '../commit/decision.js';
import { repeatOf } from '../commit/stored.js';
import type { ChannelName, ProjectId } from '../contract/ids.js';
import type { CallContext } from '../contract/operation.js';
import type { Channels } from '../engine/engine.js';

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

/**
 * What the first call with this idempotency key came to, for operations that do something before the commit that remembers
 * it; undefined when the key is new or there is none.
 * @throws AppError CONFLICT (the key was used for another request); Unavailable
 */
export async function recallFirst<Result>(
  channels: Pick<Channels, 'recall'>,
  project: ProjectId,
  { once }: Pick<Target<unknown>, 'once'>,
): Promise<Outcome<Result> | undefined> {
  const first = once && (await channels.recall(project, once.key));
  return first && repeatOf<Result>(once, first);
}

const marksChannel: ChannelName = 'system:once';
/** Nobody reads what is published there. */
const marksKeep = { publications: 1, ttlMs: 60_000 };

/**
 * Remembers the result of an operation that commits nothing else, if it has an idempotency key; of several calls with one
 * key at the same time all but one are repeated ones.
 * @throws AppError CONFLICT (the key was used for another request) | UNAVAILABLE
 */
export async function rememberOnce<Result>(
  append: Append,
  place: Omit<Place, 'channel'>,
  result: Result,
): Promise<Outcome<Result>> {
  if (!place.once) return { result, repeated: false };
  return append({ ...place, channel: marksChannel }, { events: [], result, keep: marksKeep });
}

/** A short text that is equal for equal JSON values, whatever the order of their fields. */
export const fingerprint = (value: unknown): string =>
  createHash('sha256').update(JSON.stringify(value, sortFields)).digest('base64url');

const sortFields = (_key: string, value: unknown): unknown =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
