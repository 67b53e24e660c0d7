import { AppError } from '../contract/errors.js';
import type { NewEvent } from '../contract/event.js';
import { type ChannelName, idFields, parseChannelName } from '../contract/ids.js';
import type { StoredEvent } from '../contract/publication.js';
import type { Once, Remembered } from '../engine/engine.js';
import type { Outcome, Target } from './decision.js';

/** Writes an event as it is stored: with the id of its channel first and its time last, which is the commit's unless it says another. */
export function storedEvent(channel: ChannelName, event: NewEvent, committedAt: number): StoredEvent {
  const { name, fields, at = committedAt } = event;
  const parsed = parseChannelName(channel);
  const idField = parsed ? idFields[parsed.kind] : undefined;
  if ((idField !== undefined && idField in fields) || 'at' in fields) {
    const ids = idField === undefined ? {} : { [idField]: parsed?.id };
    return { name, json: JSON.stringify({ ...ids, ...fields, ...ids, at }) };
  }
  // Ids hold nothing JSON would escape, so only the fields are written by its rules.
  const id = idField === undefined ? '' : `"${idField}":"${parsed?.id}",`;
  const inner = JSON.stringify(fields).slice(1, -1);
  return { name, json: `{${id}${inner}${inner === '' ? '' : ','}"at":${at}}` };
}

/** What the store remembers of a request that carries an idempotency key. */
export const onceOf = (once: NonNullable<Target<unknown>['once']>, result: unknown, ttlMs: number): Once => ({
  ...once,
  result: JSON.stringify(result ?? null),
  ttlMs,
});

/**
 * The first result of a repeated request.
 * @throws AppError CONFLICT when the key was used for another request
 */
export function repeatOf<Result>(once: Target<unknown>['once'], first: Remembered): Outcome<Result> {
  if (first.fingerprint !== once?.fingerprint) {
    throw new AppError('CONFLICT', { message: 'This idempotency key was used for another request' });
  }
  const { ranks } = first;
  return { result: JSON.parse(first.result), repeated: true, ...(ranks ? { ranks } : {}) };
}
