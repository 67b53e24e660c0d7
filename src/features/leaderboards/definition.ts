import { z } from 'zod';
import { Amount, Id } from '../../contract/ids.js';
import { isoInstant } from '../../contract/iso-instant.js';
import { TimeZone } from '../../contract/time-zone.js';
import { EventType } from '../rules/definition.js';
import { Condition, NumberExpression } from '../rules/expression.js';

const Instant = isoInstant().describe('ISO 8601 with zone');
const days = ['monday', 'tuesday', 'wednesday', 'thursday', 'friday', 'saturday', 'sunday'] as const;

const EventSource = z.strictObject({
  eventType: EventType,
  where: Condition.optional(),
  points: NumberExpression,
});
const MetricSource = z.strictObject({
  metric: z.string().regex(/^(xp|level|currency:.+)$/, 'must be xp, level or currency:<id>'),
});

/** A ranking: what is counted, in which windows, and how it is ordered. */
export const LeaderboardDefinition = z
  .strictObject({
    id: Id,
    name: z.string().min(1).max(255),
    order: z.enum(['desc', 'asc']).default('desc'),
    aggregate: z.enum(['sum', 'best', 'last', 'count']).default('sum'),
    window: z.enum(['all_time', 'hourly', 'daily', 'weekly', 'monthly', 'custom']).default('all_time'),
    timeZone: TimeZone.optional().describe("Default: the project's"),
    resetDay: z.enum(days).default('monday').describe('weekly: when the week starts'),
    resetTime: z
      .string()
      .regex(/^([01]\d|2[0-3]):[0-5]\d$/, 'must be HH:MM')
      .default('00:00'),
    startsAt: Instant.optional(),
    endsAt: Instant.optional(),
    size: z.number().int().min(1).max(10_000_000).optional().describe('Ranks beyond it are not shown'),
    minScore: Amount.optional().describe('Scores below it are counted but not ranked'),
    ties: z.enum(['first', 'shared']).default('first'),
    source: z.union([EventSource, MetricSource]).optional(),
    segment: z
      .string()
      .regex(
        /^(properties|player\.metadata)\.[^.]+(\.[^.]+)*$/,
        'must be properties.<name> or player.metadata.<name>',
      )
      .optional()
      .describe('One ranking per value found there, addressed as <id>@<value>'),
    topN: z.number().int().min(1).max(1000).default(100).describe('Rows in leaderboard_updated'),
    retentionDays: z.number().int().min(1).max(3650).default(90),
    status: z.enum(['active', 'inactive', 'archived']).default('active'),
  })
  .superRefine((board, context) => {
    const fault = (path: string, message: string) =>
      context.addIssue({ code: 'custom', path: [path], message });
    const { window, startsAt, endsAt } = board;
    if (window === 'custom' && !startsAt) fault('startsAt', 'is needed for a custom window');
    if (window === 'custom' && !endsAt) fault('endsAt', 'is needed for a custom window');
    if (startsAt && endsAt && Date.parse(startsAt) >= Date.parse(endsAt))
      fault('endsAt', 'must be after startsAt');
  })
  .meta({ id: 'Leaderboard' });
export type LeaderboardDefinition = z.output<typeof LeaderboardDefinition>;
