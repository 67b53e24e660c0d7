import type { PlayerCaller } from '../contract/caller.js';
import type { ProjectId } from '../contract/ids.js';
import type { ReadView } from './sink.js';

/** What a feature says about subscribing to its kind of channel. */
export interface SubscribableKind {
  /**
   * Whether a caller may follow the channel.
   * @throws AppError FORBIDDEN | …_NOT_FOUND
   */
  authorize(caller: PlayerCaller, id: string): Promise<void>;
  /**
   * Whether a channel exists, so that a game server may publish its own events there.
   * @throws AppError …_NOT_FOUND
   */
  mustExist(project: ProjectId, id: string): Promise<void>;
  readonly readView: ReadView;
}

/** The grant that lets a token follow a channel it has no own right to. */
export const subscribeGrant = (channel: string): string => `subscribe:${channel}`;
