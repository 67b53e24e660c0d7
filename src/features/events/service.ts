import { invalid } from '../../contract/errors.js';
import { type CallContext, type Feature, feature, type Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { trackBatch } from './batch.js';
import { type EventInput, eventOperations } from './contract.js';
import { tryEvent } from './dry-run.js';
import { tracker } from './track.js';

type EventHandlers = Handlers<typeof eventOperations>;

/** Tracking of events: what a game server reports to have happened to its players. */
export function eventsFeature(deps: Deps): Feature {
  const track = tracker(deps);
  const { events: tracked } = deps.observe.metrics;

  const handlers: EventHandlers = {
    async trackEvent({ dryRun, ...input }, context) {
      if (dryRun === '1' || dryRun === 'true') return tryEvent(deps, input, context);
      const result = await track(input, withKey(input, context));
      tracked.inc({ status: result.status });
      return result;
    },

    async trackEvents({ events }, context) {
      const results = await trackBatch(events, context, track);
      const count = (status: (typeof results)[number]['status']) => {
        const found = results.filter((result) => result.status === status).length;
        tracked.inc({ status }, found);
        return found;
      };
      return {
        accepted: count('PROCESSED'),
        rejected: count('FAILED'),
        skipped: count('SKIPPED'),
        results,
      };
    },
  };
  return feature(eventOperations, handlers);
}

/** The header and the body's field are the same thing; two different ones are a mistake. */
function withKey({ idempotencyKey: inBody }: EventInput, context: CallContext): CallContext {
  const { idempotencyKey: inHeader } = context;
  if (inBody !== undefined && inHeader !== undefined && inBody !== inHeader) {
    throw invalid({ field: 'idempotencyKey', message: 'differs from X-Idempotency-Key' });
  }
  return inBody === undefined ? context : { ...context, idempotencyKey: inBody };
}
