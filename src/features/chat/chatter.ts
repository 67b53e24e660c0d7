import type { Codec } from '../../commit/decision.js';
import type { ChannelName, PlayerId } from '../../contract/ids.js';
import type { Retention } from '../../engine/engine.js';
import { own } from '../own.js';
import type { Pace } from './pace.js';
import { isLive, type Sanction } from './sanctions.js';

/**
 * A player's part in all chats. It is one small state per player, so that a message is checked against it exactly without
 * making those who write in the same channel wait for each other.
 */
export interface Chatter {
  /** Schema number. */
  readonly v: 1;
  /** In the whole project. */
  readonly sanction?: Sanction;
  /** The account is banned. */
  readonly suspended?: true;
  readonly channels: Readonly<Record<string, Part>>;
}

/** A player's part in one channel. */
export interface Part {
  /** Unix ms, to the hour; the part touched longest ago is forgotten first. */
  readonly touchedAt: number;
  readonly sanction?: Sanction;
  readonly pace?: Pace;
  /** Offset of the last publication read. */
  readonly readTo?: number;
  /** Has written here, so that erasing the player looks here. */
  readonly wrote?: true;
  /** The channel is one of the player's direct ones. */
  readonly direct?: true;
}

const MAX_PARTS = 256;
const TOUCH_MS = 3_600_000;

/** Of a record only its state matters; one without sanctions is forgotten when the player has not chatted for so long. */
export const RECORD_KEEP: Retention = { publications: 1, ttlMs: 90 * 86_400_000 };

export const chatterChannel = (playerId: PlayerId): ChannelName => `system:chatter:${playerId}`;

export const chatterCodec: Codec<Chatter> = {
  encode: (state) => JSON.stringify(state),
  decode: (text) => JSON.parse(text),
};

export const partOf = (chatter: Chatter | undefined, channelId: string): Part | undefined =>
  own(chatter?.channels, channelId);

const SUSPENDED: Sanction = { action: 'ban', reason: 'the account is banned' };

/** What holds for a player in a channel now, project-wide sanctions included. */
export const sanctionsOf = (chatter: Chatter | undefined, channelId: string, at: number): Sanction[] =>
  [chatter?.suspended && SUSPENDED, chatter?.sanction, partOf(chatter, channelId)?.sanction].filter(
    (sanction) => isLive(sanction, at),
  );

/** Whether nothing is remembered that has to stay until it is lifted. */
export const isFleeting = ({ sanction, suspended, channels }: Chatter): boolean =>
  sanction === undefined &&
  suspended === undefined &&
  Object.values(channels).every((part) => part.sanction === undefined);

/**
 * Changes a player's part in a channel.
 * @param fields - replaced; undefined removes one
 * @returns undefined when that changes nothing worth storing
 */
export function withPart(
  chatter: Chatter | undefined,
  channelId: string,
  { at, ...fields }: { readonly at: number } & { readonly [Field in keyof Part]?: Part[Field] | undefined },
): Chatter | undefined {
  const before = partOf(chatter, channelId);
  // The entries of fields of a part are named like them.
  const isSame = Object.entries(fields).every(([name, value]) => before?.[name as keyof Part] === value);
  if (before && isSame && at < before.touchedAt + TOUCH_MS) return undefined;

  const present = Object.entries({ ...before, ...fields, touchedAt: at }).filter(
    ([, value]) => value !== undefined,
  );
  // Only fields of a part were put together.
  const part = Object.fromEntries(present) as unknown as Part;
  const channels = bounded({ ...chatter?.channels, [channelId]: part }, at);
  return { ...(chatter ?? { v: 1 as const }), channels };
}

function bounded(channels: Chatter['channels'], at: number): Chatter['channels'] {
  const parts = Object.entries(channels);
  if (parts.length <= MAX_PARTS) return channels;
  const [oldest] = parts
    .filter(([, { sanction }]) => !isLive(sanction, at))
    .toSorted(([, one], [, other]) => one.touchedAt - other.touchedAt);
  return Object.fromEntries(parts.filter(([id]) => id !== oldest?.[0]));
}
