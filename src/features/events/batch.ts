import { AppError, invalid } from '../../contract/errors.js';
import type { CallContext } from '../../contract/operation.js';
import { faultsOf } from '../faults.js';
import { EventInput, type Failed, type Processed } from './contract.js';
import type { Track } from './track.js';

type Result = Processed | Failed;

/**
 * Tracks many events: those of one player in order, of different players side by side. Each is checked by itself.
 * @returns one result per event, in the order given
 * @throws AppError UNAVAILABLE when the store is away; events with an idempotency key can be sent again
 */
export async function trackBatch(
  events: readonly unknown[],
  context: CallContext,
  track: Track,
): Promise<Result[]> {
  const results = new Array<Result>(events.length);
  const byPlayer = new Map<string, Promise<void>>();

  events.forEach((candidate, index) => {
    const parsed = EventInput.safeParse(candidate);
    if (!parsed.success) {
      results[index] = failure(invalid(...faultsOf(parsed.error)));
      return;
    }
    const input = parsed.data;
    const playerId = input.playerId ?? input.externalUserId ?? '';
    const run = async () => {
      results[index] = await trackOne(input, context, track);
    };
    const before = byPlayer.get(playerId);
    // After the store has failed once, the rest of a player's events is not tried.
    byPlayer.set(playerId, before === undefined ? run() : before.then(run));
  });

  await Promise.all(byPlayer.values());
  return results;
}

async function trackOne(input: EventInput, context: CallContext, track: Track): Promise<Result> {
  const { idempotencyKey: _, ...call } = context;
  try {
    return await track(input, {
      ...call,
      ...(input.idempotencyKey ? { idempotencyKey: input.idempotencyKey } : {}),
    });
  } catch (error) {
    if (error instanceof AppError && error.code !== 'UNAVAILABLE') return failure(error);
    throw error;
  }
}

const failure = ({ code, message, details }: AppError): Failed => ({
  status: 'FAILED',
  error: { code, message, ...(details === undefined ? {} : { details }) },
});
