import { z } from 'zod';
import { JsonObject } from '../../contract/json-object.js';
import { operation } from '../../contract/operation.js';
import { ChannelText, CustomEventName } from '../channels/contract.js';

export const announcementOperations = {
  announce: operation({
    summary: 'Send a message to everybody connected now, or to those who follow the named channels',
    description: 'Not kept and not replayed: who is not connected does not get it.',
    http: 'POST /announcements',
    caller: 'key',
    scope: 'events:write',
    input: z.strictObject({
      event: z.union([z.literal('announcement'), CustomEventName]).default('announcement'),
      data: JsonObject,
      to: z
        .union([ChannelText, z.array(ChannelText).min(1).max(100)])
        .optional()
        .describe('Channels; absent: everybody'),
    }),
    output: z.object({ event: z.string() }),
    tag: 'Announcements',
  }),
};
