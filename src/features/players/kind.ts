import { covers } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import { parseChannelName } from '../../contract/ids.js';
import { type SubscribableKind, subscribeGrant } from '../../hub/channel-kind.js';
import { shareView } from '../../hub/share-view.js';
import type { Deps } from '../deps.js';
import { playerChannel, playerCodec } from './state.js';
import { viewPlayer } from './view.js';

/** Following a player: one's own channel, or another's with a grant. */
export const playerKind = ({ channels, definitions }: Deps): SubscribableKind => ({
  async authorize(caller, id) {
    const isAllowed = caller.playerId === id || covers(caller.grants, subscribeGrant(playerChannel(id)));
    if (!isAllowed) throw new AppError('FORBIDDEN');
  },

  async mustExist(project, id) {
    const { state } = await channels.read(project, playerChannel(id));
    if (state === undefined) throw new AppError('PLAYER_NOT_FOUND');
  },

  readView: shareView(async (project, channel) => {
    const { state, epoch, offset } = await channels.read(project, channel);
    const player = state === undefined ? undefined : playerCodec.decode(state);
    const context = { definitions: definitions.current(project), at: Date.now() };
    const id = parseChannelName(channel)?.id ?? '';
    return { snapshot: viewPlayer(id, player, context), position: { epoch, offset } };
  }),
});
