import { covers, type PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
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

const FEED_GRANT = 'feed:read';

/** @throws AppError FORBIDDEN when a token may not be in a namespace at all */
export function mustBeLetInto(namespace: string, { grants }: PlayerCaller): void {
  if (namespace !== FEED_NAMESPACE || covers(grants, FEED_GRANT)) return;
  throw new AppError('FORBIDDEN', { message: `${FEED_NAMESPACE} needs the grant ${FEED_GRANT}` });
}
