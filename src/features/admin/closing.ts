import type { Config } from '../../config.js';
import type { Change } from '../../engine/engine.js';
import { closeChannels } from '../chat/closing.js';
import type { ProjectRules } from '../definitions/contract.js';
import { closeStreams } from '../streams/closing.js';

/**
 * The changes that end subscriptions which other definitions do not allow any longer, on every node, for the commit that brings
 * those definitions.
 * @param at - Unix ms
 */
export type Closing = (before: ProjectRules, after: ProjectRules, at: number) => Change[];

/** Closes chat channels and streams that not everybody may read any more. */
export const closesRestricted =
  (config: Pick<Config, 'HISTORY_DEFAULT'>): Closing =>
  (before, after, at) => [
    ...closeChannels({ before: before.chatChannels, after: after.chatChannels, at }, config),
    ...closeStreams({ before: before.streams, after: after.streams, at }),
  ];
