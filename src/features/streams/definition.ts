import { z } from 'zod';
import { Id } from '../../contract/ids.js';

const KeyDefinition = z.strictObject({
  name: z
    .string()
    .regex(/^[A-Za-z_][A-Za-z0-9_]{0,63}$/, 'must be a name of 1-64 characters of A-Z a-z 0-9 _'),
  values: z.array(z.string().min(1).max(128)).max(10_000).optional().describe('Absent: any value'),
});

/** A stream of publications a game or service feeds in; subscribers may pick by key. */
export const StreamDefinition = z
  .strictObject({
    id: Id,
    name: z.string().min(1).max(255),
    public: z.boolean().default(false).describe('Readable without a token'),
    keys: z.array(KeyDefinition).max(8).default([]),
    latestPerKey: z.boolean().default(true),
    historySize: z.number().int().min(1).max(1_000_000).default(1000).describe('Publications kept'),
    historySeconds: z
      .number()
      .int()
      .min(1)
      .max(31_536_000)
      .default(86_400)
      .describe('How long they are kept'),
  })
  .superRefine(({ keys }, context) => {
    keys.forEach(({ name }, index) => {
      if (keys.findIndex((key) => key.name === name) === index) return;
      context.addIssue({ code: 'custom', path: ['keys', index, 'name'], message: 'is used twice' });
    });
  })
  .meta({ id: 'Stream' });
export type StreamDefinition = z.output<typeof StreamDefinition>;
