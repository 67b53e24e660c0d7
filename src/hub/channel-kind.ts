import type { PlayerCaller } from '../contract/caller.js';
import type { ChannelName, ProjectId } from '../contract/ids.js';
import type { ReadView, Sink } from './sink.js';

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
  /**
   * For channels of which a client may ask for a part: checks what it asked for and returns what stands between its sink and
   * the hub.
   * @throws AppError VALIDATION_ERROR | NOT_FOUND
   */
  shape?(wish: SubscriptionWish): (sink: Sink) => Sink;
}

/** What a client asks for when it subscribes. */
export interface SubscriptionWish {
  readonly project: ProjectId;
  readonly channel: ChannelName;
  /** The fields of the request beside the channel and `since`, e.g. `window` and `view`; not checked yet. */
  readonly options: Readonly<Record<string, unknown>>;
}

/** The grant that lets a token follow a channel it has no own right to. */
export const subscribeGrant = (channel: string): string => `subscribe:${channel}`;
