import { z } from 'zod';
import {
  type ChannelKind,
  type ChannelName,
  channelName,
  Id,
  idFields,
  PlayerId,
} from '../../contract/ids.js';
import { PositionText } from '../../contract/position.js';
import { LeaderboardAddress } from '../../features/leaderboards/address-contract.js';

/** How each kind of channel is named. */
export const channelIds = {
  player: PlayerId,
  leaderboard: LeaderboardAddress,
  lobby: Id,
  chat: Id,
  stream: Id,
} as const satisfies Record<ChannelKind, z.ZodType<string>>;

const MAX_OPTION_CHARACTERS = 8_192;
const short = (value: unknown): boolean => JSON.stringify(value ?? null).length <= MAX_OPTION_CHARACTERS;
const View = z.looseObject({}).refine(short, 'is too long');
const Keys = z.union([z.array(z.string()), z.looseObject({})]).refine(short, 'is too long');

const since = PositionText.optional();

/** The payload of `subscribe` and, without `since`, of `unsubscribe`. */
export const SubscriptionItem = z.discriminatedUnion('channel', [
  z.object({ channel: z.literal('player'), playerId: channelIds.player, since }),
  z.object({
    channel: z.literal('leaderboard'),
    leaderboardId: channelIds.leaderboard,
    window: z.string().max(64).optional(),
    view: View.optional(),
    since,
  }),
  z.object({ channel: z.literal('lobby'), lobbyId: channelIds.lobby, since }),
  z.object({ channel: z.literal('chat'), channelId: channelIds.chat, since }),
  z.object({ channel: z.literal('stream'), streamId: channelIds.stream, keys: Keys.optional(), since }),
]);

/** What a client asked to follow. */
export interface SubscriptionRequest {
  readonly kind: ChannelKind;
  readonly id: string;
  readonly channel: ChannelName;
  /** Tells subscriptions of one socket apart: the channel, and the window of a leaderboard. */
  readonly key: string;
  /** The request as the client wrote it, without `since`. */
  readonly described: Readonly<Record<string, unknown>>;
  readonly since: string | undefined;
}

export function readRequest({ since, ...described }: z.output<typeof SubscriptionItem>): SubscriptionRequest {
  const kind = described.channel;
  // Each member of the union has the id field of its kind.
  const fields = described as Readonly<Record<string, unknown>>;
  const id = String(fields[idFields[kind]]);
  const channel = channelName(kind, id);
  const { window = 'current' } = fields;
  const key = window === 'current' ? channel : `${channel}|${window}`;
  return { kind, id, channel, key, described: fields, since };
}

/** The fields by which a client knows a subscription, in answers and events about it. */
export const nameOf = ({ kind, id, described }: SubscriptionRequest): Record<string, unknown> => ({
  channel: kind,
  [idFields[kind]]: id,
  ...(described.window !== undefined && { window: described.window }),
});
