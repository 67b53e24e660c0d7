import type { Codec } from '../../commit/decision.js';
import type { ChannelName, PlayerId } from '../../contract/ids.js';
import type { Change, Snapshot } from '../../engine/engine.js';

/**
 * The open and started lobbies one player is in. Commits of lobbies keep it exact, so that nobody ever has to search; a
 * player in none has none stored.
 */
export interface Membership {
  /** Schema number. */
  readonly v: 1;
  /** In the order of joining. */
  readonly lobbies: readonly string[];
  /** Whose last connection dropped: when to look what became of the player, Unix ms. Such memberships are listed. */
  readonly dueAt?: number;
  /** The others were told that the player is gone. */
  readonly missing?: true;
}

const PREFIX = 'system:lobbies-of-';

export const membershipChannel = (playerId: PlayerId): ChannelName => `${PREFIX}${playerId}`;

/** The player a membership's channel belongs to; undefined for any other channel. */
export const playerOfMembership = (channel: ChannelName): PlayerId | undefined =>
  channel.startsWith(PREFIX) ? channel.slice(PREFIX.length) : undefined;

export const membershipCodec: Codec<Membership> = {
  encode: (state) => JSON.stringify(state),
  decode: (text) => JSON.parse(text),
};

/** The sort score under which the list begins with what is due first. */
export const listedUntil = (dueAt: number): number => -dueAt;

export const lobbiesOf = (membership: Membership | undefined): readonly string[] => membership?.lobbies ?? [];

export const readMembership = ({ state }: Pick<Snapshot, 'state'>): Membership | undefined =>
  state === undefined ? undefined : membershipCodec.decode(state);

/** A lobby entered or left. */
export interface Move {
  readonly lobbyId: string;
  readonly isIn: boolean;
  /** Unix ms. */
  readonly at: number;
  /** When to look whether the player is really connected, Unix ms. */
  readonly dueAt?: number | undefined;
}

/** The change that makes a player's membership say that a lobby was entered or left; for the commit that does so. */
export function changeMembership(
  playerId: PlayerId,
  found: Snapshot,
  { lobbyId, isIn, at, dueAt }: Move,
): Change {
  const before = readMembership(found);
  const others = lobbiesOf(before).filter((id) => id !== lobbyId);
  const lobbies = isIn ? [...others, lobbyId] : others;
  const isOver = lobbies.length === 0;
  return {
    channel: membershipChannel(playerId),
    expect: { epoch: found.epoch, offset: found.offset },
    state: isOver
      ? null
      : membershipCodec.encode({ v: 1, ...before, lobbies, ...(dueAt === undefined ? {} : { dueAt }) }),
    publication: { at, events: [] },
    ...(isOver && before?.dueAt !== undefined ? { listed: false } : {}),
    ...(dueAt === undefined ? {} : { listed: listedUntil(dueAt) }),
  };
}
