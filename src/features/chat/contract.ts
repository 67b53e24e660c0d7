import { z } from 'zod';
import { events } from '../../contract/event.js';
import { Id, Milliseconds, PlayerId } from '../../contract/ids.js';
import { JsonObject } from '../../contract/json-object.js';
import { operation } from '../../contract/operation.js';

const MAX_CONTENT_CHARACTERS = 2000;
const MAX_METADATA_BYTES = 2048;
const MAX_SANCTION_SECONDS = 10 * 365 * 86_400;
/** Messages a page of history has at most. */
export const MAX_PAGE = 100;

/** What a message says: kept and delivered as it came, clients escape. */
export const Content = z
  .string()
  .min(1)
  .refine((text) => !/[^\P{Cc}\n]/u.test(text), 'must not contain control characters other than newline')
  .refine(
    (text) => text.length <= MAX_CONTENT_CHARACTERS || [...text].length <= MAX_CONTENT_CHARACTERS,
    `must be at most ${MAX_CONTENT_CHARACTERS} characters`,
  )
  .meta({
    id: 'ChatContent',
    description: `1-${MAX_CONTENT_CHARACTERS} Unicode characters, no control characters but newline`,
  });

const Metadata = JsonObject.refine(
  (fields) => Buffer.byteLength(JSON.stringify(fields)) <= MAX_METADATA_BYTES,
  `must not be larger than ${MAX_METADATA_BYTES} bytes as JSON`,
).meta({ description: `Any fields, at most ${MAX_METADATA_BYTES} bytes as JSON` });

const MessageType = z.enum(['TEXT', 'SYSTEM', 'ANNOUNCEMENT']);

const messageFields = {
  messageId: Id,
  senderId: PlayerId.describe('`system` for a game server that names no player'),
  senderName: z.string(),
  content: z.string(),
  type: MessageType,
  replyTo: Id.optional(),
  metadata: z.record(z.string(), z.unknown()).optional(),
  timestamp: Milliseconds,
};

/** A message as history and snapshots show it: with its current content. */
export const Message = z
  .object({ channelId: Id, ...messageFields, editedAt: Milliseconds.optional() })
  .meta({ id: 'ChatMessage' });
export type Message = z.output<typeof Message>;

const chat = 'chat' as const;

export const chatEvents = events({
  chat_message: { summary: 'Somebody wrote', channel: chat, fields: z.object(messageFields) },
  message_edited: {
    summary: 'A message says something else now',
    channel: chat,
    fields: z.object({ messageId: Id, content: z.string(), editedBy: PlayerId }),
  },
  message_deleted: {
    summary: 'A message is gone, from history and replay, too',
    channel: chat,
    fields: z.object({ messageId: Id, deletedBy: PlayerId.describe('`system` for a game server') }),
  },
  player_typing: {
    summary: 'Somebody is typing, or has stopped; not kept, without position',
    channel: chat,
    fields: z.object({ playerId: PlayerId, playerName: z.string(), typing: z.boolean() }),
  },
});

const inChannel = { channelId: Id };
const ofMessage = { ...inChannel, messageId: Id };
const write = { caller: 'any', scope: 'chat:write', tag: 'Chat' } as const;
const notFound = ['CHANNEL_NOT_FOUND', 'NOT_FOUND'] as const;

export const chatOperations = {
  sendMessage: operation({
    summary: 'Write a message',
    description:
      'A player writes as itself. A game server writes as `senderId`, whom sanctions, slow mode and limits then bind, or as `system`.',
    http: 'POST /chat/channels/:channelId/messages',
    socket: 'chat:send',
    ...write,
    input: z.strictObject({
      ...inChannel,
      content: Content,
      replyTo: Id.optional().describe('A message of this channel that is still there'),
      metadata: Metadata.optional(),
      clientMessageId: z.string().min(1).max(128).optional().describe('A repeat sends once'),
      senderId: PlayerId.optional().describe('Game servers only'),
      type: MessageType.default('TEXT').describe('Players write TEXT only'),
    }),
    output: z.object({ messageId: Id, timestamp: Milliseconds }),
    status: 201,
    errors: ['CHANNEL_NOT_FOUND', 'LOBBY_NOT_OPEN', 'CONFLICT'],
  }),
  listMessages: operation({
    summary: 'Read messages, newest first',
    http: 'GET /chat/channels/:channelId/messages',
    socket: 'chat:history',
    caller: 'any',
    scope: 'chat:read',
    input: z.strictObject({
      ...inChannel,
      before: Id.optional().describe('`nextBefore` of a former page, or the id of a message'),
      limit: z.coerce.number().int().min(1).max(MAX_PAGE).default(50),
    }),
    output: z.object({
      messages: z.array(Message),
      nextBefore: z.string().nullable().describe('null at the end'),
    }),
    errors: ['CHANNEL_NOT_FOUND'],
    tag: 'Chat',
  }),
  editMessage: operation({
    summary: 'Change what a message says; its sender, a moderator or a game server may',
    http: 'PATCH /chat/channels/:channelId/messages/:messageId',
    socket: 'chat:edit',
    ...write,
    input: z.strictObject({ ...ofMessage, content: Content }),
    output: z.object({ messageId: Id, timestamp: Milliseconds }),
    errors: [...notFound, 'LOBBY_NOT_OPEN'],
  }),
  deleteMessage: operation({
    summary: 'Delete a message for good; its sender, a moderator or a game server may',
    http: 'DELETE /chat/channels/:channelId/messages/:messageId',
    socket: 'chat:delete',
    ...write,
    input: z.strictObject(ofMessage),
    output: z.object({}),
    status: 204,
    errors: notFound,
  }),
  showTyping: operation({
    summary: 'Tell the others that one is typing; at most once a second is passed on',
    http: 'POST /chat/channels/:channelId/typing',
    socket: 'chat:typing',
    caller: 'player',
    input: z.strictObject({ ...inChannel, typing: z.boolean().default(true) }),
    output: z.object({}),
    status: 204,
    errors: ['CHANNEL_NOT_FOUND', 'LOBBY_NOT_OPEN'],
    tag: 'Chat',
  }),
  markRead: operation({
    summary: 'Remember that everything up to a message was read; an earlier one changes nothing',
    http: 'POST /chat/channels/:channelId/messages/:messageId/read',
    socket: 'chat:read',
    caller: 'player',
    input: z.strictObject(ofMessage),
    output: z.object({ unread: z.number().int() }),
    errors: notFound,
    tag: 'Chat',
  }),
  openDirect: operation({
    summary: 'Find the channel two players have to themselves',
    http: 'POST /chat/direct',
    socket: 'chat:direct',
    ...write,
    input: z.strictObject({
      playerId: PlayerId,
      senderId: PlayerId.optional().describe('Game servers: the other player'),
    }),
    output: z.object(inChannel),
  }),
  moderate: operation({
    summary: 'Mute, ban or shadow-ban a player in a channel or the whole project, or lift that',
    description:
      'For game servers and tokens with grant `moderate:chat:<id>`; without `channelId`, `moderate:chat:*`. The newest sanction of a player and place replaces the one before.',
    http: 'POST /chat/moderation',
    caller: 'any',
    scope: 'chat:moderate',
    input: z.strictObject({
      playerId: PlayerId,
      channelId: Id.optional().describe('Absent: the whole project'),
      action: z.enum(['mute', 'ban', 'shadow_ban', 'lift']),
      durationSeconds: z
        .number()
        .int()
        .min(1)
        .max(MAX_SANCTION_SECONDS)
        .optional()
        .describe('Absent: until lifted'),
      reason: z.string().min(1).max(255).optional(),
    }),
    output: z.object({
      playerId: PlayerId,
      channelId: Id.optional(),
      action: z.enum(['mute', 'ban', 'shadow_ban', 'lift']),
      until: Milliseconds.nullable(),
    }),
    errors: ['CHANNEL_NOT_FOUND'],
    tag: 'Chat',
  }),
};
