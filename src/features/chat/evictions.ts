import type { Config } from '../../config.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Change } from '../../engine/engine.js';
import type { Definitions } from '../definitions/compile.js';
import type { Chatter } from './chatter.js';
import { chatChannel } from './history.js';
import { keepOf } from './retention.js';
import { lobbyChatId } from './venue.js';

/** Where a player may follow a chat. */
export interface Whereabouts {
  readonly definitions: Pick<Definitions, 'chatChannels'>;
  readonly chatter: Chatter | undefined;
  /** The lobbies the player is in. */
  readonly lobbies: readonly string[];
}

/** Ids of all channels a player may follow, grants apart. */
export const placesOf = ({ definitions, chatter, lobbies }: Whereabouts): readonly string[] => [
  ...new Set([
    ...definitions.chatChannels.keys(),
    ...Object.keys(chatter?.channels ?? {}),
    ...lobbies.map(lobbyChatId),
  ]),
];

/** The changes that end a player's subscriptions to channels: nothing after them reaches the player, on any node. */
export const evictFrom = (
  places: readonly string[],
  playerId: PlayerId,
  { at, ...terms }: { readonly at: number } & Terms,
): Change[] =>
  places.map((channelId) => ({
    channel: chatChannel(channelId),
    publication: { at, events: [], evict: [playerId] },
    ...keepOf(terms.definitions, channelId, terms.config),
  }));

interface Terms {
  readonly definitions: Pick<Definitions, 'chatChannels'>;
  readonly config: Pick<Config, 'HISTORY_DEFAULT'>;
}
