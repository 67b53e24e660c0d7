import { z } from 'zod';
import { Milliseconds, parseChannelName } from '../../contract/ids.js';
import { JsonObject } from '../../contract/json-object.js';
import { operation } from '../../contract/operation.js';

/** Names with a meaning of their own: the server's events and what Socket.IO keeps for itself. */
export const reservedEvents: ReadonlySet<string> = new Set([
  ...['connect', 'connect_error', 'disconnect', 'disconnecting', 'newListener', 'removeListener', 'error'],
  ...['reconnect', 'reconnect_attempt', 'reconnect_error', 'reconnect_failed', 'ping', 'pong'],
  ...['subscribed', 'unsubscribed', 'token_expiring', 'token_expired', 'rate_limited', 'resync'],
  ...['server_draining', 'degraded', 'restored', 'publication', 'feed_gap', 'announcement'],
  ...['xp_updated', 'level_up', 'currency_updated', 'lives_updated', 'badge_earned', 'notification'],
  ...['quest_progress', 'quest_completed', 'quest_unlocked', 'lobby_invited'],
  ...['leaderboard_updated', 'rank_changed', 'new_high_score'],
  ...['player_joined', 'player_left', 'player_ready', 'player_disconnected', 'player_reconnected'],
  ...['lobby_started', 'lobby_closed', 'lobby_updated', 'lobby_message', 'host_changed'],
  ...['chat_message', 'player_typing', 'message_deleted', 'message_edited', 'stream_publication'],
]);

/** The name of a game server's own event. */
export const CustomEventName = z
  .string()
  .regex(/^[a-z0-9_:.-]{1,64}$/, 'must be 1-64 characters of a-z 0-9 _ : . -')
  .refine((name) => !reservedEvents.has(name), 'is the name of a built-in event')
  .meta({ id: 'CustomEventName', description: '1-64 characters of a-z 0-9 _ : . -, not a built-in name' });

/** `<kind>:<id>` of something one can follow. */
export const ChannelText = z
  .string()
  .max(140)
  .refine((name) => {
    const parsed = parseChannelName(name);
    return parsed !== undefined && /^[A-Za-z0-9_.:@-]{1,128}$/.test(parsed.id);
  }, 'must be player:<id>, leaderboard:<id>, lobby:<id>, chat:<id> or stream:<id>')
  .meta({ id: 'Channel', description: '<kind>:<id>; kinds player, leaderboard, lobby, chat, stream' });

export const channelOperations = {
  publishEvent: operation({
    summary: 'Send an event of your own to everyone who follows a channel',
    description: 'It has a position, a place in history and is replayed like the built-in ones.',
    http: 'POST /channels/:channel/events',
    caller: 'key',
    scope: 'events:write',
    input: z.strictObject({ channel: ChannelText, event: CustomEventName, data: JsonObject }),
    output: z.object({ channel: z.string(), event: z.string(), at: Milliseconds }),
    errors: [
      'NOT_FOUND',
      'PLAYER_NOT_FOUND',
      'LEADERBOARD_NOT_FOUND',
      'LOBBY_NOT_FOUND',
      'CHANNEL_NOT_FOUND',
      'STREAM_NOT_FOUND',
    ],
    tag: 'Channels',
  }),
};
