import { z } from 'zod';
import { Amount, Id, MAX_AMOUNT } from '../../contract/ids.js';

const NameText = z.string().min(1).max(255);
const Balance = z.number().min(0).max(MAX_AMOUNT);

/** How XP becomes levels; only the fields of its curve matter. */
export const LevelsDefinition = z
  .strictObject({
    curve: z.enum(['linear', 'exponential', 'table']).default('linear'),
    base: z.number().min(1).max(1_000_000_000_000).default(100).describe('XP from level 1 to 2'),
    growth: z
      .number()
      .min(1)
      .max(100)
      .default(1.5)
      .describe('exponential: each level costs so many times the one before'),
    thresholds: z
      .array(Balance)
      .min(1)
      .max(100_000)
      .default([0, 100, 250])
      .describe('table: total XP of level i+1, ascending from 0'),
    maxLevel: z.number().int().min(1).max(100_000).default(1000),
  })
  .superRefine(({ thresholds }, context) => {
    thresholds.forEach((threshold, index) => {
      const before = thresholds[index - 1];
      const isRight = before === undefined ? threshold === 0 : threshold > before;
      const message =
        before === undefined ? 'must be 0: everybody starts at level 1' : 'must be above the one before';
      if (!isRight) context.addIssue({ code: 'custom', path: ['thresholds', index], message });
    });
  })
  .meta({ id: 'Levels' });
export type LevelsDefinition = z.output<typeof LevelsDefinition>;

export const CurrencyDefinition = z
  .strictObject({ id: Id, name: NameText, initial: Balance.default(0), max: Balance.optional() })
  .refine(({ initial, max }) => max === undefined || initial <= max, {
    path: ['initial'],
    message: 'must not be above max',
  })
  .meta({ id: 'Currency' });
export type CurrencyDefinition = z.output<typeof CurrencyDefinition>;

const LifeCount = z.number().int().min(0).max(1_000_000);

export const LivesDefinition = z
  .strictObject({
    max: LifeCount.default(5),
    initial: LifeCount.default(5),
    regenerateEverySeconds: z.number().int().min(0).max(31_536_000).default(1800).describe('0: never'),
  })
  .refine(({ initial, max }) => initial <= max, { path: ['initial'], message: 'must not be above max' })
  .meta({ id: 'Lives' });
export type LivesDefinition = z.output<typeof LivesDefinition>;

export const BadgeDefinition = z.strictObject({ id: Id, name: NameText }).meta({ id: 'Badge' });
export type BadgeDefinition = z.output<typeof BadgeDefinition>;

/** What completing something gives; ids refer to currencies and badges of the project. */
export const Rewards = z
  .strictObject({
    xp: Amount.min(0).optional(),
    lives: LifeCount.optional(),
    currencies: z.record(z.string(), Amount.min(0)).optional(),
    badges: z.array(Id).max(50).optional(),
  })
  .meta({ id: 'Rewards' });
export type Rewards = z.output<typeof Rewards>;
