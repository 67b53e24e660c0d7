import { AppError } from '../../contract/errors.js';
import { parseChannelName } from '../../contract/ids.js';
import type { SubscribableKind } from '../../hub/channel-kind.js';
import { chatCodec } from './channel-state.js';
import { partOf } from './chatter.js';
import { readChatter } from './chatters.js';
import { chatChannel, seenBy } from './history.js';
import { readPage } from './pages.js';
import type { ChatParts } from './parts.js';
import { admitReader } from './read.js';
import { oldestShown } from './retention.js';
import { countUnread } from './unread.js';
import { findVenue } from './venue.js';

const SNAPSHOT_MESSAGES = 50;

/** Following a chat: its newest messages, and how many of them the player has not read. */
export const chatKind = (parts: ChatParts): SubscribableKind => ({
  async authorize(caller, id) {
    await parts.definitions.settled(caller.project);
    await admitReader(parts, id, { caller, at: Date.now() });
  },

  async mustExist(project, id) {
    const venue = await findVenue(parts, project, id);
    if (venue.kind !== 'direct') return;
    const { offset } = await parts.channels.read(project, chatChannel(id));
    if (offset === 0) throw new AppError('CHANNEL_NOT_FOUND');
  },

  async readView(project, channel, viewer) {
    const channelId = parseChannelName(channel)?.id ?? '';
    const { channels, definitions } = parts;
    const [{ epoch, offset, state }, chatter] = await Promise.all([
      channels.read(project, channel),
      viewer === undefined ? undefined : readChatter(channels, project, viewer),
    ]);
    const history = { channels, project, channel };
    const position = { epoch, offset };
    const notBefore = oldestShown(definitions.current(project), channelId, Date.now());
    const page = {
      before: offset + 1,
      limit: SNAPSHOT_MESSAGES,
      sees: seenBy(viewer),
      notBefore,
      state: state === undefined ? undefined : chatCodec.decode(state),
    };
    const [{ messages }, unread] = await Promise.all([
      readPage(history, page),
      viewer === undefined
        ? 0
        : countUnread(history, position, {
            reader: { playerId: viewer, readTo: partOf(chatter, channelId)?.readTo ?? 0, notBefore },
            newest: parts.newest,
          }),
    ]);
    return { snapshot: { messages: messages.reverse(), unread }, position };
  },
});
