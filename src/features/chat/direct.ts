import { createHash } from 'node:crypto';
import { AppError, invalid } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Handlers } from '../../contract/operation.js';
import { type Chatter, partOf, withPart } from './chatter.js';
import { chatterTarget, readChatter, recordDecision } from './chatters.js';
import type { chatOperations } from './contract.js';
import { chatChannel } from './history.js';
import type { ChatParts } from './parts.js';
import { DIRECT_PREFIX } from './venue.js';

type OpenDirect = Handlers<typeof chatOperations>['openDirect'];

/** Lets two players, and nobody else, use a channel; asking again gives the same one. */
export const openDirect =
  (parts: ChatParts): OpenDirect =>
  async ({ playerId, senderId }, { caller, at }) => {
    const { project } = caller;
    const isOther = caller.kind === 'player' && senderId !== undefined && senderId !== caller.playerId;
    if (isOther) throw new AppError('FORBIDDEN');
    const opener = caller.kind === 'player' ? caller.playerId : senderId;
    if (opener === undefined)
      throw invalid({ field: 'senderId', message: 'is needed to name the other player' });
    if (opener === playerId) throw invalid({ field: 'playerId', message: 'must be somebody else' });

    const channelId = directChannelId(opener, playerId);
    const both = [opener, playerId];
    const records = await Promise.all(both.map((each) => readChatter(parts.channels, project, each)));
    const missing = both.filter((_, index) => !partOf(records[index], channelId)?.direct);
    for (const each of missing) {
      await parts.transact(chatterTarget(project, each, at), (chatter: Chatter | undefined) =>
        recordDecision(withPart(chatter, channelId, { at, direct: true }), {}, [
          // The channel is there from now on, if only for a moderator to look at.
          { channel: chatChannel(channelId), publication: { at, events: [] } },
        ]),
      );
    }
    return { channelId };
  };

/** The same for both, in whatever order they are named. */
export function directChannelId(one: PlayerId, other: PlayerId): string {
  const pair = JSON.stringify([one, other].sort());
  return DIRECT_PREFIX + createHash('sha256').update(pair).digest('base64url');
}
