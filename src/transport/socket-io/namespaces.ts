import type { ChannelKind } from '../../contract/ids.js';

/** Namespaces that serve subscriptions, and the kind of channel each is limited to; `/` serves all. */
export const namespaces: Readonly<Record<string, ChannelKind | undefined>> = {
  '/': undefined,
  '/players': 'player',
  '/leaderboards': 'leaderboard',
  '/lobbies': 'lobby',
  '/chat': 'chat',
  '/streams': 'stream',
};

/** The operator's firehose. */
export const FEED_NAMESPACE = '/feed';

export const FEED_GRANT = 'feed:read';
