import { z } from 'zod';
import { Id } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';
import { ChatChannelDefinition } from '../chat/definition.js';
import type { Collection } from '../definitions/contract.js';
import { LeaderboardDefinition } from '../leaderboards/definition.js';
import { QuestDefinition } from '../quests/definition.js';
import { RuleDefinition } from '../rules/definition.js';
import { StreamDefinition } from '../streams/definition.js';

/** One kind of definition that can be changed item by item. */
export interface AdminCollection {
  readonly section: Exclude<Collection, 'currencies' | 'badges'>;
  /** Last part of its path. */
  readonly path: string;
  /** What one item is called, in operation names and sentences. */
  readonly item: string;
  readonly schema: z.ZodObject;
  readonly missing:
    | 'LEADERBOARD_NOT_FOUND'
    | 'QUEST_NOT_FOUND'
    | 'RULE_NOT_FOUND'
    | 'STREAM_NOT_FOUND'
    | 'CHANNEL_NOT_FOUND';
}

export const adminCollections: readonly AdminCollection[] = [
  {
    section: 'leaderboards',
    path: 'leaderboards',
    item: 'Leaderboard',
    schema: LeaderboardDefinition,
    missing: 'LEADERBOARD_NOT_FOUND',
  },
  { section: 'quests', path: 'quests', item: 'Quest', schema: QuestDefinition, missing: 'QUEST_NOT_FOUND' },
  { section: 'rules', path: 'rules', item: 'Rule', schema: RuleDefinition, missing: 'RULE_NOT_FOUND' },
  {
    section: 'streams',
    path: 'streams',
    item: 'Stream',
    schema: StreamDefinition,
    missing: 'STREAM_NOT_FOUND',
  },
  {
    section: 'chatChannels',
    path: 'chat-channels',
    item: 'ChatChannel',
    schema: ChatChannelDefinition,
    missing: 'CHANNEL_NOT_FOUND',
  },
];

const admin = { caller: 'key', scope: 'admin', tag: 'Admin' } as const;

export const createOperation = ({ path, item, schema }: AdminCollection) =>
  operation({
    summary: `Add a ${item}, on every node at once`,
    http: `POST /admin/${path}`,
    ...admin,
    input: schema,
    output: schema,
    status: 201,
    errors: ['ALREADY_EXISTS'],
  });

export const updateOperation = ({ path, item, schema, missing }: AdminCollection) =>
  operation({
    summary: `Change some fields of a ${item}; null removes an optional one`,
    http: `PATCH /admin/${path}/:id`,
    ...admin,
    input: patchOf(schema),
    output: schema,
    errors: [missing, 'CONFLICT'],
  });

export const deleteOperation = ({ path, item, missing }: AdminCollection) =>
  operation({
    summary: `Remove a ${item}`,
    http: `DELETE /admin/${path}/:id`,
    ...admin,
    input: z.strictObject({ id: Id }),
    output: z.object({}),
    status: 204,
    errors: [missing, 'CONFLICT'],
  });

/** All fields optional and without defaults, which would undo what is stored; null stands for removing. */
function patchOf(schema: z.ZodObject): z.ZodObject {
  const fields = Object.entries(schema.shape).map(([name, field]) => {
    const plain = field instanceof z.ZodDefault || field instanceof z.ZodPrefault ? field.unwrap() : field;
    return [name, z.optional(z.nullable(plain))] as const;
  });
  return z.strictObject({ ...Object.fromEntries(fields), id: Id });
}
