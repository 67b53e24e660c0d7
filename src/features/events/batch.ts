import { AppError, invalid, MAX_FAULTS } from '../../contract/errors.js';
import type { CallContext } from '../../contract/operation.js';
import { faultsOf } from '../faults.js';
import { EventInput, type Failed, type Processed } from './contract.js';
import type { Track } from './track.js';

type Result = Processed | Failed;

/** Players of a batch served side by side. More would not be faster, and what they hold meanwhile costs collecting it. */
const LANES = 16;

/** An event that is well-formed, and its place in the batch. */
interface Tracked {
  readonly index: number;
  readonly input: EventInput;
}

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
  // In a batch only the keys of the events count.
  const { idempotencyKey: _, ...shared } = context;
  const results = new Array<Result>(events.length);
  const players = byPlayer(events, results).values();
  const lane = async () => {
    for (const tracked of players) {
      for (const { index, input } of tracked) results[index] = await trackOne(input, shared, track);
    }
  };
  await Promise.all(Array.from({ length: LANES }, lane));
  return results;
}

/** The well-formed events per player, in order; the others get their result at once. */
function byPlayer(events: readonly unknown[], results: Result[]): Map<string, Tracked[]> {
  const players = new Map<string, Tracked[]>();
  events.forEach((candidate, index) => {
    const parsed = EventInput.safeParse(candidate);
    if (!parsed.success) {
      results[index] = failure(invalid(...faultsOf(parsed.error).slice(0, MAX_FAULTS)));
      return;
    }
    const input = parsed.data;
    const playerId = input.playerId ?? input.externalUserId ?? '';
    const known = players.get(playerId);
    if (known) known.push({ index, input });
    else players.set(playerId, [{ index, input }]);
  });
  return players;
}

async function trackOne(input: EventInput, context: CallContext, track: Track): Promise<Result> {
  const { idempotencyKey } = input;
  try {
    return await track(input, idempotencyKey === undefined ? context : { ...context, idempotencyKey });
  } catch (error) {
    if (error instanceof AppError && error.code !== 'UNAVAILABLE') return failure(error);
    throw error;
  }
}

const failure = ({ code, message, details }: AppError): Failed => ({
  status: 'FAILED',
  error: { code, message, ...(details === undefined ? {} : { details }) },
});
