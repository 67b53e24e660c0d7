import { AppError } from '../../contract/errors.js';
import { type ChannelKind, channelName, parseChannelName } from '../../contract/ids.js';
import { type Feature, feature } from '../../contract/operation.js';
import type { SubscribableKind } from '../../hub/channel-kind.js';
import type { Deps } from '../deps.js';
import { onceOf } from '../once.js';
import { channelOperations } from './contract.js';

/** A game server's own events on any channel that exists. */
export const channelsFeature = (
  { append }: Deps,
  kinds: Readonly<Partial<Record<ChannelKind, Pick<SubscribableKind, 'mustExist'>>>>,
): Feature =>
  feature(channelOperations, {
    async publishEvent(input, context) {
      const { caller, at } = context;
      const { project } = caller;
      const parsed = parseChannelName(input.channel);
      const kind = parsed && kinds[parsed.kind];
      if (!kind) throw new AppError('NOT_FOUND');
      await kind.mustExist(project, parsed.id);

      const channel = channelName(parsed.kind, parsed.id);
      const place = { project, channel, at, ...onceOf('publishEvent', context, input) };
      const { result } = await append(place, {
        events: [{ name: input.event, fields: input.data }],
        result: { channel, event: input.event, at },
      });
      return result;
    },
  });
