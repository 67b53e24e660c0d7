import { z } from 'zod';
import { events } from '../../contract/event.js';
import { Id, Milliseconds } from '../../contract/ids.js';
import { jsonObject } from '../../contract/json-object.js';
import { operation } from '../../contract/operation.js';
import { PositionText } from '../../contract/position.js';

/** Publications of one call at most. */
export const MAX_BATCH = 1000;

const KeyValues = z
  .record(
    z.string(),
    z.string().regex(/^[^\p{Cc}]{1,128}$/u, 'must be 1-128 characters, no control characters'),
  )
  .describe('Values of the keys the stream declares');

const publication = {
  type: z.string().regex(/^[A-Za-z0-9_.:-]{1,64}$/, 'must be 1-64 characters of A-Z a-z 0-9 _ . : -'),
  data: jsonObject({ bytes: 65_536, depth: 32 }),
  keys: KeyValues.optional(),
  broadcast: z
    .boolean()
    .optional()
    .describe('For every subscriber, whatever keys it picked; not a latest value'),
};

/** What a game server publishes. */
export const NewPublication = z
  .strictObject({
    ...publication,
    at: Milliseconds.optional().describe('When it happened; a time ahead of ours is taken as now'),
  })
  .meta({ id: 'NewStreamPublication' });
export type NewPublication = z.output<typeof NewPublication>;

/** A publication as readers see it. */
export const StreamPublication = z
  .object({ ...publication, at: Milliseconds, position: PositionText })
  .meta({ id: 'StreamPublication' });
export type StreamPublication = z.output<typeof StreamPublication>;

/** The name of the event that carries a publication. */
export const STREAM_EVENT = 'stream_publication';

export const streamEvents = events({
  [STREAM_EVENT]: {
    summary: 'Something was published on a stream',
    channel: 'stream',
    fields: z.object(publication),
  },
});

const OneOrMany = z
  .strictObject({
    streamId: Id,
    ...NewPublication.partial().shape,
    publications: z.array(NewPublication).min(1).max(MAX_BATCH).optional(),
  })
  .superRefine(({ streamId: _, publications, ...one }, context) => {
    const isOne = one.type !== undefined && one.data !== undefined;
    if (publications === undefined ? isOne : Object.values(one).every((value) => value === undefined)) return;
    const message = 'give one publication (type, data) or a list of publications';
    context.addIssue({ code: 'custom', path: ['publications'], message });
  });

export const streamOperations = {
  publish: operation({
    summary: 'Publish on a stream, one publication or up to 1000 in order',
    description: 'All or none; every subscriber gets them in the order of the array.',
    http: 'POST /streams/:streamId/publications',
    caller: 'key',
    scope: 'streams:write',
    input: OneOrMany,
    output: z.object({ streamId: Id, accepted: z.number().int(), at: Milliseconds }),
    errors: ['STREAM_NOT_FOUND', 'CONFLICT'],
    body: 'large',
    tag: 'Streams',
  }),
  replay: operation({
    summary: 'Read what was published on a stream, oldest first',
    description:
      'Public streams need no credential. `key` is `<name>=<value>` and may be given several times, joined by commas.',
    http: 'GET /streams/:streamId/publications',
    caller: 'public',
    scope: 'streams:read',
    input: z.strictObject({
      streamId: Id,
      key: z.string().max(2048).optional().describe('`game=crash`, or only the value for the first key'),
      from: z.coerce.number().int().min(0).optional().describe('Unix ms, inclusive'),
      to: z.coerce.number().int().min(0).optional().describe('Unix ms, inclusive'),
      limit: z.coerce.number().int().min(1).max(1000).default(100),
      cursor: z.string().max(64).optional().describe('`nextCursor` of the page before'),
    }),
    output: z.object({
      publications: z.array(StreamPublication),
      nextCursor: z.string().nullable().describe('null at the end'),
    }),
    errors: ['STREAM_NOT_FOUND', 'FORBIDDEN'],
    tag: 'Streams',
  }),
};
