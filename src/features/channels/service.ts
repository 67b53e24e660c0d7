import type { Codec } from '../../commit/decision.js';
import { AppError } from '../../contract/errors.js';
import { type ChannelKind, channelName, parseChannelName } from '../../contract/ids.js';
import { type Feature, feature } from '../../contract/operation.js';
import type { SubscribableKind } from '../../hub/channel-kind.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { channelOperations } from './contract.js';

/** What a channel's feature stores there is not this feature's business. */
const opaque: Codec<string> = { encode: (text) => text, decode: (text) => text };

/** A game server's own events on any channel that exists. */
export const channelsFeature = (
  { transact }: Deps,
  kinds: ReadonlyMap<ChannelKind, Pick<SubscribableKind, 'mustExist'>>,
): Feature =>
  feature(channelOperations, {
    async publishEvent(input, context) {
      const { caller, at } = context;
      const { project } = caller;
      const parsed = parseChannelName(input.channel);
      const kind = parsed && kinds.get(parsed.kind);
      if (!kind) throw new AppError('NOT_FOUND');
      await kind.mustExist(project, parsed.id);

      const channel = channelName(parsed.kind, parsed.id);
      const target = { project, channel, codec: opaque, at, ...onceOf('publishEvent', context, input) };
      const { result } = await transact(target, () => ({
        events: [{ name: input.event, fields: input.data }],
        result: { channel, event: input.event, at },
      }));
      return result;
    },
  });
