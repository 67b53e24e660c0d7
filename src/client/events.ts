import type { z } from 'zod';
import type { ChannelKind, idFields } from '../contract/ids.js';
import type { chatEvents } from '../features/chat/contract.js';
import type { leaderboardEvents } from '../features/leaderboards/contract.js';
import type { lobbyEvents } from '../features/lobbies/event-contract.js';
import type { playerEvents } from '../features/players/contract.js';
import type { questEvents } from '../features/quests/contract.js';
import type { streamEvents } from '../features/streams/contract.js';
import type { connectionEvents, feedEvents } from '../transport/docs/connection-contract.js';

type OfChannels = typeof playerEvents &
  typeof questEvents &
  typeof leaderboardEvents &
  typeof lobbyEvents &
  typeof chatEvents &
  typeof streamEvents;

type OfConnections = typeof connectionEvents & typeof feedEvents;

/** What every event of a channel carries beside its own fields; typing is not kept and has no position. */
type Carried<Name, Kind extends ChannelKind> = {
  readonly [Field in (typeof idFields)[Kind]]: string;
} & { readonly at: number } & (Name extends 'player_typing' ? unknown : { readonly position: string });

/** The events of channels by name, as the server declares them. */
export type ChannelEvents = {
  readonly [Name in keyof OfChannels]: z.output<OfChannels[Name]['fields']> &
    Carried<Name, OfChannels[Name]['channel']>;
};

/** Which kind of channel carries an event. */
export type KindOfEvent = { readonly [Name in keyof OfChannels]: OfChannels[Name]['channel'] };

/** The events about the connection itself. */
export type ConnectionEvents = {
  readonly [Name in keyof OfConnections]: z.output<OfConnections[Name]['fields']>;
};

/** An event of a game server's own making. */
export type CustomEvent = Readonly<Record<string, unknown>> & {
  readonly at: number;
  readonly position: string;
};

export type KnownEvents = ChannelEvents & ConnectionEvents;

/** What a listener for an event of this name gets. */
export type EventFields<Name extends string> = Name extends keyof KnownEvents
  ? KnownEvents[Name]
  : CustomEvent;

/** Names that complete in an editor; any other name is a custom event. */
export type EventName<Known extends string = keyof KnownEvents & string> = Known | (string & {});

/** The built-in events a kind of channel carries. */
export type EventsOf<Kind extends ChannelKind> = {
  [Name in keyof KindOfEvent]: KindOfEvent[Name] extends Kind ? Name : never;
}[keyof KindOfEvent];
