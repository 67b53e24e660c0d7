import { createRecent } from '../../commit/recent.js';
import type { Handlers } from '../../contract/operation.js';
import { readName } from './author.js';
import { sanctionsOf } from './chatter.js';
import { readChatter } from './chatters.js';
import type { chatOperations } from './contract.js';
import type { ChatParts } from './parts.js';
import { isShadowed, mayWrite } from './sanctions.js';
import { findVenue, mustBelong } from './venue.js';

const EVERY_MS = 1_000;
const REMEMBERED = 10_000;

/** Passes on that somebody types; what comes more often than once a second is dropped without an error. */
export function showTyping(parts: ChatParts): Handlers<typeof chatOperations>['showTyping'] {
  /** When each player last said so in a channel, Unix ms; starting and stopping count apart. */
  const lastAt = createRecent<number>(REMEMBERED);

  return async ({ channelId, typing }, { caller, at }) => {
    const { project, playerId } = caller;
    const key = `${project}|${channelId}|${playerId}|${typing}`;
    const last = lastAt.take(key);
    const isTooSoon = last !== undefined && at < last + EVERY_MS;
    lastAt.put(key, isTooSoon ? last : at);
    if (isTooSoon) return {};

    const [venue, chatter, playerName] = await Promise.all([
      findVenue(parts, project, channelId),
      readChatter(parts.channels, project, playerId),
      readName(parts, { project, playerId, name: caller.name, at }),
    ]);
    mustBelong(venue, caller, chatter);
    const sanctions = sanctionsOf(chatter, channelId, at);
    mayWrite(sanctions);
    if (!isShadowed(sanctions)) {
      parts.broadcastTyping(project, channelId, { channelId, playerId, playerName, typing, at });
    }
    return {};
  };
}
