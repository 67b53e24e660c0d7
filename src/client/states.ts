import type { ChannelKind } from '../contract/ids.js';
import type { Message } from '../features/chat/contract.js';
import type { RankingPage } from '../features/leaderboards/contract.js';
import type { LobbyView } from '../features/lobbies/lobby-contract.js';
import type { PlayerView } from '../features/players/contract.js';
import type { ChannelEvents, EventsOf } from './events.js';

/** What a subscription to a board looks at, and where the client's own player stands once that has moved. */
export type LeaderboardState = Omit<RankingPage, 'position'> & {
  readonly own?: ChannelEvents['rank_changed'];
};

/** Somebody who is typing, until then at most; Unix ms. */
export interface Typist {
  readonly playerId: string;
  readonly playerName: string;
  readonly until: number;
}

export interface ChatState {
  /** Oldest first, at most the newest 200. */
  readonly messages: readonly Message[];
  readonly unread: number;
  readonly typing: readonly Typist[];
}

export interface StreamState {
  /** The newest value of each combination of keys, at most 100. */
  readonly latest: readonly Omit<ChannelEvents['stream_publication'], 'streamId' | 'position'>[];
}

/** The state a subscription keeps, by kind of channel. */
export interface States {
  readonly player: PlayerView;
  readonly leaderboard: LeaderboardState;
  readonly lobby: LobbyView;
  readonly chat: ChatState;
  readonly stream: StreamState;
}

/** What reducing needs to know besides state and event. */
export interface ReduceContext {
  /** The client's own player. */
  readonly self: string | undefined;
}

/** How the state of a kind of channel follows from a snapshot and events; events without an entry change nothing. */
export interface Reducer<Kind extends ChannelKind> {
  /** The state a snapshot stands for. */
  begin(snapshot: unknown): States[Kind];
  readonly events: {
    readonly [Name in EventsOf<Kind>]?: (
      state: States[Kind],
      event: ChannelEvents[Name],
      context: ReduceContext,
    ) => States[Kind];
  };
  /** When the state changes by itself, Unix ms; undefined when it does not. */
  expiresAt?(state: States[Kind]): number | undefined;
  expire?(state: States[Kind], now: number): States[Kind];
}
