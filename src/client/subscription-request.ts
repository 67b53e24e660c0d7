import type { z } from 'zod';
import type { idFields as declaredIdFields } from '../contract/ids.js';
import type { BoardView } from '../features/leaderboards/view.js';

/** What can be subscribed to. */
export type SubscriptionRequest =
  | { readonly channel: 'player'; readonly playerId: string }
  | {
      readonly channel: 'leaderboard';
      readonly leaderboardId: string;
      /** A window key; `current` or absent: the current one, whichever that is. */
      readonly window?: string;
      /** Its top, a page, ranks from-to, certain players, or the ranks around one's own; absent: the top. */
      readonly view?: z.input<typeof BoardView>;
    }
  | { readonly channel: 'lobby'; readonly lobbyId: string }
  | { readonly channel: 'chat'; readonly channelId: string }
  | {
      readonly channel: 'stream';
      readonly streamId: string;
      readonly keys?: readonly string[] | Readonly<Record<string, unknown>>;
    };

/** The field that carries a channel's id. */
export const idFields = {
  player: 'playerId',
  leaderboard: 'leaderboardId',
  lobby: 'lobbyId',
  chat: 'channelId',
  stream: 'streamId',
} as const satisfies typeof declaredIdFields;

/** The id of the channel a request, answer or event is about. */
export const idOf = (kind: keyof typeof idFields, fields: object): string =>
  String((fields as Readonly<Record<string, unknown>>)[idFields[kind]]);

/** Tells what is followed apart, the way the server does: by channel and, for boards, window. */
export const keyOf = (request: SubscriptionRequest): string => {
  const channel = `${request.channel}:${idOf(request.channel, request)}`;
  return request.channel === 'leaderboard' ? keyOfWindow(channel, request.window) : channel;
};

/** The key of one window of a board; the current one is the board's own. */
export const keyOfWindow = (channel: string, window: string | undefined): string =>
  window === undefined || window === 'current' ? channel : `${channel}|${window}`;
