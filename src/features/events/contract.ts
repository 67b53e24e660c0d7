import { z } from 'zod';
import { Id, PlayerId } from '../../contract/ids.js';
import { isoInstant } from '../../contract/iso-instant.js';
import { JsonObject } from '../../contract/json-object.js';
import { operation } from '../../contract/operation.js';
import { Verdict } from '../rules/contract.js';
import { EventType } from '../rules/definition.js';

/** Events before the year 2000 are a mistake in the unit of time; Unix ms. */
export const EARLIEST_MS = 946_684_800_000;

/** How far ahead of the server's clock an event may be, ms. */
export const MAX_AHEAD_MS = 300_000;

const Timestamp = z
  .union([
    z.number().int().min(EARLIEST_MS, 'must be Unix milliseconds, not before the year 2000'),
    isoInstant('must be Unix milliseconds or ISO 8601 with zone'),
  ])
  .meta({ description: 'Unix ms or ISO 8601, at most 300 s ahead; default: now' });

const fields = {
  playerId: PlayerId.optional(),
  externalUserId: PlayerId.optional().describe('Another name for playerId'),
  eventType: EventType,
  properties: JsonObject.optional(),
  timestamp: Timestamp.optional(),
  idempotencyKey: z.string().min(1).max(255).optional(),
};
const hasOnePlayer = (event: { playerId?: string | undefined; externalUserId?: string | undefined }) =>
  (event.playerId === undefined) !== (event.externalUserId === undefined);
const needsPlayer = { path: ['playerId'], message: 'give either playerId or externalUserId' };

/** One event of a batch, also the body of a single one. */
export const EventInput = z
  .strictObject(fields)
  .refine(hasOnePlayer, needsPlayer)
  .meta({ id: 'TrackedEvent' });
export type EventInput = z.output<typeof EventInput>;

const Effect = z.looseObject({ id: z.string(), type: z.string() }).meta({
  id: 'AppliedEffect',
  description: 'What was applied; `id` is the `effectId` of the event subscribers get',
});

const Processed = z
  .object({
    eventId: Id,
    status: z.enum(['PROCESSED', 'SKIPPED']),
    skipped: z.boolean(),
    existingEventId: Id.optional().describe('The first event with this idempotency key'),
    effects: z.array(Effect),
  })
  .meta({ id: 'EventResult' });
export type Processed = z.output<typeof Processed>;

const DryRun = z
  .object({ dryRun: z.literal(true), rules: z.array(Verdict), effects: z.array(Effect) })
  .meta({ id: 'EventDryRun' });

const Failed = z
  .object({
    status: z.literal('FAILED'),
    error: z.object({ code: z.string(), message: z.string(), details: z.unknown().optional() }),
  })
  .meta({ id: 'EventFailure' });
export type Failed = z.output<typeof Failed>;

const common = {
  caller: 'key',
  scope: 'events:write',
  errors: ['FORBIDDEN', 'CONFLICT'],
  tag: 'Events',
} as const;

export const eventOperations = {
  trackEvent: operation({
    summary: 'Track one event of a player and apply every matching rule',
    description:
      'Commits all effects at once. A repeated idempotency key answers SKIPPED with the effects of the first call.',
    http: 'POST /events',
    ...common,
    query: ['dryRun'],
    input: z
      .strictObject({ ...fields, dryRun: z.enum(['0', '1', 'true', 'false']).optional() })
      .refine(hasOnePlayer, needsPlayer),
    output: z.union([Processed, DryRun]),
  }),
  trackEvents: operation({
    summary: 'Track up to 1000 events; one bad event rejects only itself',
    description: 'Events of one player apply in array order, those of different players side by side.',
    http: 'POST /events/batch',
    ...common,
    body: 'large',
    input: z.strictObject({
      events: z
        .array(z.unknown().meta({ description: 'As the body of POST /events' }))
        .min(1)
        .max(1000),
    }),
    output: z.object({
      accepted: z.number().int(),
      rejected: z.number().int(),
      skipped: z.number().int(),
      results: z.array(z.union([Processed, Failed])),
    }),
  }),
};
