import type { ChannelKind } from '../contract/ids.js';
import type { Feature } from '../contract/operation.js';
import type { SubscribableKind } from '../hub/channel-kind.js';
import { adminFeature } from './admin/service.js';
import { type Announce, announcementsFeature } from './announcements/service.js';
import { channelsFeature } from './channels/service.js';
import type { Deps } from './deps.js';
import { eventsFeature } from './events/service.js';
import { playerKind } from './players/kind.js';
import { playersFeature } from './players/service.js';
import { presenceFeature } from './presence/service.js';
import { questsFeature } from './quests/service.js';

/** All features a node mounts, and the kinds of channel one can follow. */
export interface Features {
  readonly features: readonly Feature[];
  readonly kinds: ReadonlyMap<ChannelKind, SubscribableKind>;
}

/** Puts the features together. */
export function createFeatures(deps: Deps, announce: Announce): Features {
  const kinds = new Map<ChannelKind, SubscribableKind>([['player', playerKind(deps)]]);
  return {
    kinds,
    features: [
      eventsFeature(deps),
      playersFeature(deps),
      questsFeature(deps),
      channelsFeature(deps, kinds),
      presenceFeature(deps),
      announcementsFeature(announce),
      adminFeature(deps),
    ],
  };
}
