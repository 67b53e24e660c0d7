import { z } from 'zod';
import { events } from '../../contract/event.js';
import { channelKinds, Milliseconds, PlayerId } from '../../contract/ids.js';
import { type Operations, operation } from '../../contract/operation.js';
import { PositionText } from '../../contract/position.js';
import { SubscriptionItem } from '../socket-io/subscription-request.js';

const connection = 'connection' as const;
const caller = 'player' as const;

const Subscribed = z
  .looseObject({
    channel: z.enum(channelKinds),
    position: PositionText,
    recovered: z.boolean().describe('Everything missed since `since` was sent before this answer'),
    replayed: z.number().int().describe('Events sent before this answer'),
    snapshot: z.unknown().optional().describe("The channel's state as of `position`, when not recovered"),
  })
  .meta({ id: 'Subscribed', description: "Also carries the channel's id field" });

const items = z.union([SubscriptionItem, z.array(SubscriptionItem).min(1).max(50)]);
const nothing = z.object({});

/** Commands about the connection and what it follows, which belong to no feature. */
export const connectionOperations = {
  subscribe: operation({
    summary: 'Follow a channel, or up to 50; with `since` go on where an earlier connection stopped',
    socket: 'subscribe',
    caller,
    input: items,
    output: z.union([Subscribed, z.object({ results: z.array(z.unknown()) })]),
    errors: ['NOT_FOUND', 'FORBIDDEN'],
  }),
  unsubscribe: operation({
    summary: 'Follow a channel no longer',
    socket: 'unsubscribe',
    caller,
    input: items,
    output: z.looseObject({}),
  }),
  unsubscribeAll: operation({
    summary: 'Follow nothing any longer',
    socket: 'unsubscribe_all',
    caller,
    input: nothing,
    output: nothing,
  }),
  listSubscriptions: operation({
    summary: 'List what this connection follows',
    socket: 'subscriptions',
    caller,
    input: nothing,
    output: z.object({ subscriptions: z.array(z.looseObject({ channel: z.enum(channelKinds) })) }),
  }),
  ping: operation({
    summary: "Ask for the server's time",
    socket: 'ping',
    caller,
    input: nothing,
    output: z.object({ at: Milliseconds }),
  }),
  refreshToken: operation({
    summary: 'Go on under a new token of the same player',
    socket: 'auth:refresh',
    caller,
    input: z.object({ token: z.string() }),
    output: z.object({ expiresAt: Milliseconds }),
    errors: ['TOKEN_EXPIRED', 'FORBIDDEN'],
  }),
} satisfies Operations;

/** Commands of the operator's namespace `/feed`. */
export const feedOperations = {
  followFeed: operation({
    summary: 'Get every publication of the project, live only',
    socket: 'subscribe_all',
    caller,
    input: z.object({
      types: z.array(z.string()).optional().describe('Names of events'),
      channels: z.array(z.string()).optional().describe('Names of channels'),
    }),
    output: z.looseObject({}),
  }),
  leaveFeed: operation({
    summary: 'Get no more publications',
    socket: 'unsubscribe_all',
    caller,
    input: nothing,
    output: nothing,
  }),
  ping: connectionOperations.ping,
  refreshToken: connectionOperations.refreshToken,
} satisfies Operations;

const seq = z.number().int().describe("The node's running number of the project's publications");

/** Events of the operator's namespace `/feed`. */
export const feedEvents = events({
  publication: {
    summary: 'One publication of any channel',
    channel: connection,
    fields: z.object({
      channel: z.string(),
      events: z.array(z.object({ event: z.string(), data: z.unknown() })),
      seq,
    }),
  },
  feed_gap: { summary: 'Publications were missed', channel: connection, fields: z.looseObject({ seq }) },
});

const code = z.string();

/** Events about the connection itself. */
export const connectionEvents = events({
  subscribed: {
    summary: 'Answer to `subscribe` without acknowledgement',
    channel: connection,
    fields: Subscribed,
  },
  unsubscribed: {
    summary: 'A subscription ended, asked for or not',
    channel: connection,
    fields: z.looseObject({}),
  },
  subscriptions: {
    summary: 'Answer to `subscriptions` without acknowledgement',
    channel: connection,
    fields: connectionOperations.listSubscriptions.output,
  },
  error: {
    summary: 'A command without acknowledgement failed',
    channel: connection,
    fields: z.object({ command: z.string(), code, message: z.string() }),
  },
  pong: {
    summary: 'Answer to `ping` without acknowledgement',
    channel: connection,
    fields: z.object({ at: Milliseconds }),
  },
  token_expiring: {
    summary: 'The token expires in 60 s: send `auth:refresh`',
    channel: connection,
    fields: z.object({ expiresAt: Milliseconds }),
  },
  token_expired: { summary: 'The namespace is closed next', channel: connection, fields: nothing },
  rate_limited: {
    summary: 'Something was dropped; at most once a second per limit',
    channel: connection,
    fields: z.object({
      message: z.string(),
      limit: z.enum(['commands', 'subscriptions', 'message_size']),
      retryAfterMs: z.number().optional(),
    }),
  },
  resync: {
    summary: 'Events were lost that the server cannot bring back: take this state',
    channel: connection,
    fields: z.looseObject({
      channel: z.enum(channelKinds),
      snapshot: z.unknown(),
      position: PositionText,
      playerId: PlayerId.optional(),
    }),
  },
  server_draining: { summary: 'The node ends: connect again', channel: connection, fields: nothing },
  degraded: { summary: 'The store is away, events are late', channel: connection, fields: nothing },
  restored: { summary: 'The store is back', channel: connection, fields: nothing },
});
