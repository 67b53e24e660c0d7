import { z } from 'zod';
import { Id } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';
import { TimeZone } from '../../contract/time-zone.js';
import { ChatChannelDefinition } from '../chat/definition.js';
import { LeaderboardDefinition } from '../leaderboards/definition.js';
import {
  BadgeDefinition,
  CurrencyDefinition,
  LevelsDefinition,
  LivesDefinition,
} from '../players/definition.js';
import { QuestDefinition } from '../quests/definition.js';
import { RuleDefinition } from '../rules/definition.js';
import { StreamDefinition } from '../streams/definition.js';

const Secret = z.string().max(512);

/** Who may call for a project, and what. */
export const ApiKeyDefinition = z
  .strictObject({
    key: Secret.min(8).optional().describe('The key itself; or give keySha256'),
    keySha256: z
      .string()
      .regex(/^[0-9a-f]{64}$/, 'must be 64 lower-case hexadecimal digits')
      .optional(),
    name: z.string().min(1).max(255),
    scopes: z.array(z.string().min(1).max(128)).min(1).default(['*']),
    requestsPerMinute: z.number().int().min(1).max(100_000_000).optional(),
  })
  .refine(({ key, keySha256 }) => (key === undefined) !== (keySha256 === undefined), {
    path: ['key'],
    message: 'give either key or keySha256',
  })
  .meta({ id: 'ApiKey' });
export type ApiKeyDefinition = z.output<typeof ApiKeyDefinition>;

/** Everything of a project that can change at run time. */
export const ProjectRules = z
  .strictObject({
    id: Id,
    name: z.string().min(1).max(255),
    status: z.enum(['active', 'inactive']).default('active'),
    timeZone: TimeZone.default('UTC'),
    levels: LevelsDefinition.prefault({}),
    currencies: z.array(CurrencyDefinition).max(1000).default([]),
    lives: LivesDefinition.prefault({}),
    badges: z.array(BadgeDefinition).max(10_000).default([]),
    quests: z.array(QuestDefinition).max(10_000).default([]),
    rules: z.array(RuleDefinition).max(10_000).default([]),
    leaderboards: z.array(LeaderboardDefinition).max(10_000).default([]),
    chatChannels: z.array(ChatChannelDefinition).max(10_000).default([]),
    streams: z.array(StreamDefinition).max(10_000).default([]),
  })
  .meta({ id: 'ProjectRules' });
export type ProjectRules = z.output<typeof ProjectRules>;

/** What only the file holds: it never enters the store or an answer. */
export const ProjectSecrets = z.strictObject({
  jwtSecret: Secret.min(32).optional().describe("Signs this project's socket tokens instead of JWT_SECRET"),
  otherJwtSecret: Secret.min(32).optional().describe('Accepted as well while jwtSecret is being exchanged'),
  hmacSecret: Secret.min(8).optional().describe('Signs live board connections'),
  apiKeys: z.array(ApiKeyDefinition).max(1000).default([]),
});
export type ProjectSecrets = z.output<typeof ProjectSecrets>;

/** One game with all its definitions. */
export const ProjectDefinition = z
  .strictObject({ ...ProjectRules.shape, ...ProjectSecrets.shape })
  .meta({ id: 'Project' });
export type ProjectDefinition = z.output<typeof ProjectDefinition>;

/** The file that `DEFINITIONS` names. */
export const DefinitionsFile = z.strictObject({
  $schema: z.string().optional().describe('For editors: where this schema is'),
  projects: z.array(ProjectDefinition).min(1).max(1000),
});

/** The JSON Schema of a definitions file, for editors and checks outside. */
export const definitionsJsonSchema = (): Record<string, unknown> => ({
  ...z.toJSONSchema(DefinitionsFile, { io: 'input' }),
});

/** The parts of a project that are lists of named things. */
export const collections = [
  'currencies',
  'badges',
  'quests',
  'rules',
  'leaderboards',
  'chatChannels',
  'streams',
] as const satisfies readonly (keyof ProjectRules)[];
export type Collection = (typeof collections)[number];

const VersionedRules = ProjectRules.extend({
  version: z
    .number()
    .int()
    .optional()
    .describe('Version it is or was; on PUT: refused with 409 when there is a newer one'),
});

export const definitionsOperations = {
  getDefinitions: operation({
    summary: 'Read all definitions of the project, without keys and secrets',
    http: 'GET /admin/definitions',
    caller: 'key',
    scope: 'admin',
    input: z.strictObject({}),
    output: VersionedRules,
    tag: 'Admin',
  }),
  putDefinitions: operation({
    summary: 'Replace all definitions of the project, on every node at once',
    http: 'PUT /admin/definitions',
    caller: 'key',
    scope: 'admin',
    input: VersionedRules,
    output: VersionedRules,
    errors: ['CONFLICT'],
    body: 'large',
    tag: 'Admin',
  }),
};
