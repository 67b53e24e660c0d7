import type { ChannelKind, ChannelName } from '../contract/ids.js';
import type { Retention } from './engine.js';

/** How much history the channels of a kind keep unless a change says otherwise. */
export type RetentionOf = (kind: ChannelKind | 'system') => Retention;

/** The kind a channel's name begins with. */
export const kindOf = (channel: ChannelName): ChannelKind | 'system' =>
  // The type of a channel name says what stands before its first colon.
  channel.slice(0, channel.indexOf(':')) as ChannelKind | 'system';
