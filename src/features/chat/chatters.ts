import type { Decision } from '../../commit/decision.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Channels } from '../../engine/engine.js';
import { type Chatter, chatterChannel, chatterCodec, isFleeting, RECORD_KEEP } from './chatter.js';

/** Reads a player's part in all chats. */
export async function readChatter(
  channels: Channels,
  project: ProjectId,
  playerId: PlayerId,
): Promise<Chatter | undefined> {
  const { state } = await channels.read(project, chatterChannel(playerId));
  return state === undefined ? undefined : chatterCodec.decode(state);
}

/** Where a decision about a player's record is made. */
export const chatterTarget = (project: ProjectId, playerId: PlayerId, at: number) => ({
  project,
  channel: chatterChannel(playerId),
  codec: chatterCodec,
  at,
});

/** A decision about a player's record: nobody follows it, so nothing happens there but its new state. */
export const recordDecision = <Result>(
  state: Chatter | undefined,
  result: Result,
  others: NonNullable<Decision<Chatter, Result>['others']> = [],
): Decision<Chatter, Result> => ({
  ...(state ? { state, fleeting: isFleeting(state) } : {}),
  events: [],
  keep: RECORD_KEEP,
  result,
  others,
});
