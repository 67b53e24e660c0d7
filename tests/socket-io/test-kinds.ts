import { covers, type PlayerCaller } from '../../src/contract/caller.js';
import { AppError } from '../../src/contract/errors.js';
import type { Channels } from '../../src/engine/engine.js';
import { type SubscribableKind, subscribeGrant } from '../../src/hub/channel-kind.js';

/** Kinds of channel that are as simple as can be; their snapshot is the channel's state. */
export function createTestKinds(channels: Channels) {
  /** Channels of kind `chat` that only these players may follow; others are open. */
  const members = new Map<string, Set<string>>();
  const readView: SubscribableKind['readView'] = async (project, channel) => {
    const { state, epoch, offset } = await channels.read(project, channel);
    return { snapshot: { state: state ?? null }, position: { epoch, offset } };
  };
  const kind = (authorize: (caller: PlayerCaller, id: string) => void): SubscribableKind => ({
    authorize: async (caller, id) => authorize(caller, id),
    mustExist: async () => {},
    readView,
  });
  const kinds = {
    player: kind((caller, id) => {
      const isAllowed = caller.playerId === id || covers(caller.grants, subscribeGrant(`player:${id}`));
      if (!isAllowed) throw new AppError('FORBIDDEN');
    }),
    leaderboard: kind(() => {}),
    chat: kind(({ playerId }, id) => {
      if (members.get(id)?.has(playerId) === false) throw new AppError('FORBIDDEN');
    }),
    stream: kind((_, id) => {
      if (id === 'missing') throw new AppError('STREAM_NOT_FOUND');
      if (id === 'broken') throw new Error('a fault of ours');
    }),
  };
  return { kinds, members };
}
