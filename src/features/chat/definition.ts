import { z } from 'zod';
import { Id } from '../../contract/ids.js';

/** A lasting chat channel; those of lobbies and direct messages need no definition. */
export const ChatChannelDefinition = z
  .strictObject({
    id: Id,
    name: z.string().min(1).max(255),
    open: z.boolean().default(true).describe('Every player may read and write'),
    slowModeSeconds: z.number().int().min(1).max(86_400).optional(),
    messagesPerMinute: z.number().int().min(1).max(10_000).optional().describe('Per player'),
    retentionDays: z.number().int().min(1).max(3650).optional(),
    profanityFilter: z.boolean().default(false),
  })
  .meta({ id: 'ChatChannel' });
export type ChatChannelDefinition = z.output<typeof ChatChannelDefinition>;
