import type { Config } from '../../config.js';
import type { Change } from '../../engine/engine.js';
import type { ChatChannelDefinition } from './definition.js';
import { chatChannel } from './history.js';
import { keepOf } from './retention.js';

/** Chat channels before and after a change of the definitions. */
export interface Redefined {
  readonly before: readonly ChatChannelDefinition[];
  readonly after: readonly ChatChannelDefinition[];
  /** Unix ms. */
  readonly at: number;
}

/**
 * The changes that end all subscriptions to channels that are no longer open, or no longer there; for the commit that makes
 * them so. Who has a grant for one subscribes again: only tokens know of grants.
 */
export function closeChannels(
  { before, after, at }: Redefined,
  config: Pick<Config, 'HISTORY_DEFAULT'>,
): Change[] {
  const chatChannels = new Map(after.map((channel) => [channel.id, channel]));
  const closed = before.filter(({ id, open }) => {
    const now = chatChannels.get(id);
    return !now || (open && !now.open);
  });
  return closed.map(({ id }) => ({
    channel: chatChannel(id),
    publication: { at, events: [], stay: [] },
    ...keepOf({ chatChannels }, id, config),
  }));
}
