import { createSecretKey } from 'node:crypto';
import jwt from 'jsonwebtoken';
import { type ChannelKind, idFields, parseChannelName } from '../../src/contract/ids.js';
import type { PlainKind } from './load/plain-socket.js';

/** The two kinds of server that are compared. */
export type TargetName = 'ours' | 'peer';

export interface Post {
  readonly path: string;
  /** JSON text. */
  readonly body: string;
}

/** What one kind of server wants to be told, so that everything else is the same for both. */
export interface Wire {
  /** Arguments of the Socket.IO event that joins a room, as JSON text of an array. */
  join(room: string): string;
  /** Sends the event `bench` with the running number `n` to everyone in a room. */
  publish(room: string, n: number): Post;
  /** Where a client without Socket.IO listens to a room. */
  plainPath(kind: PlainKind, room: string): string;
  /** Sends the running number `n` to everyone who listens there. */
  publishPlain(room: string, n: number): Post;
  /** Arguments of the Socket.IO event by which a member says something with the running number `n`, which all members get as `chat_message`. */
  say(room: string, n: number): string;
  /** Tracks an event that makes the player's xp `5 * k`; the player gets it as `xp_updated`. */
  track(event: TrackedEvent): Post;
  trackMany(events: readonly TrackedEvent[]): Post;
}

export interface TrackedEvent {
  readonly project: string;
  readonly eventType: string;
  readonly player: string;
  readonly k: number;
}

export const secret = 'the-bench-signs-its-tokens-with-this';
export const apiKeys: Readonly<Record<string, string>> = { bench: 'ff_bench', game: 'ff_bench_game' };
/** Event type that makes the peer run the bare script instead of telling anybody. */
export const BARE = 'bare';
/** XP of one tracked event, under every definition used here. */
export const XP_PER_EVENT = 5;

const signingKey = createSecretKey(Buffer.from(secret));
const padding = 'x'.repeat(160);

/** A token that lets a player of a project follow any player's channel. */
export function signToken(project: string, player: string): string {
  const claims = { prj: project, grants: ['subscribe:*'], jti: player };
  return jwt.sign(claims, signingKey, { algorithm: 'HS256', subject: player, expiresIn: 900 });
}

export const wires: Readonly<Record<TargetName, Wire>> = {
  ours: {
    join: (room) => `["subscribe",${JSON.stringify(subscription(room))}]`,
    publish: (room, n) => ({
      path: `/api/v1/channels/${room}/events`,
      body: `{"event":"bench","data":${roomEvent(n)}}`,
    }),
    plainPath: (kind, room) => `/${kind === 'sse' ? 'sse' : 'ws'}/${room}`,
    publishPlain: (room, n) => ({
      path: '/api/v1/streams/rounds/publications',
      body: `{"type":"round","keys":{"game":"${room}"},"data":${roomEvent(n)}}`,
    }),
    say: (room, n) =>
      `["chat:send",{"channelId":"${parseChannelName(room)?.id}","content":"${chatText(n)}"}]`,
    track: (event) => ({ path: '/api/v1/events', body: trackedByUs(event) }),
    trackMany: (events) => ({
      path: '/api/v1/events/batch',
      body: `{"events":[${events.map(trackedByUs).join()}]}`,
    }),
  },
  peer: {
    join: (room) => `["join",${JSON.stringify(room)}]`,
    publish: (room, n) => ({
      path: '/events',
      body: `{"room":"${room}","event":"bench","data":${roomEvent(n)}}`,
    }),
    plainPath: (kind) => `/plain/${kind === 'sse' ? 'sse' : 'ws'}`,
    publishPlain: (_, n) => ({ path: '/plain', body: roomEvent(n) }),
    say: (room, n) => `["chat",{"room":"${room}","content":"${chatText(n)}"}]`,
    track: (event) =>
      event.eventType === BARE
        ? { path: '/bare', body: `{"player":"${event.player}"}` }
        : { path: '/events', body: sentByThePeer(event) },
    trackMany: (events) => ({
      path: '/events/batch',
      body: `{"events":[${events.map(sentByThePeer).join()}]}`,
    }),
  },
};

export interface CallToUs {
  readonly project: string;
  /** Below the base of the API. */
  readonly path: string;
  readonly body: object;
  readonly method?: 'POST' | 'PUT';
}

/** Calls our API to prepare a scenario. @throws Error with what the server said when it refused */
export async function callUs(
  url: string,
  { project, path, body, method = 'POST' }: CallToUs,
): Promise<Readonly<Record<string, unknown>>> {
  const response = await fetch(`${url}/api/v1${path}`, {
    method,
    headers: { 'X-API-Key': apiKeys[project] ?? '', 'Content-Type': 'application/json' },
    body: JSON.stringify(body),
  });
  if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
  // Our answers are JSON objects.
  return (await response.json()) as Readonly<Record<string, unknown>>;
}

/** The room or channel that only this player follows. */
export const ownRoom = (player: string): string => `player:${player}`;

const roomEvent = (n: number) => `{"n":${n},"text":"${padding}"}`;

const chatText = (n: number) => `${n} ${padding.slice(0, 60)}`;

const trackedByUs = ({ player, eventType, k }: TrackedEvent) =>
  `{"playerId":"${player}","eventType":"${eventType}","properties":{"match":${k}}}`;

// The same event as ours sends, about 230 bytes; the peer's caller has to know the player's state itself.
const sentByThePeer = ({ player, k }: TrackedEvent) =>
  `{"room":"${ownRoom(player)}","event":"xp_updated","data":{"playerId":"${player}","xp":${k * XP_PER_EVENT},"delta":${XP_PER_EVENT},"level":1,"xpToNextLevel":99995,"levelProgress":0.00005,"reason":"match_lost","at":1763683200000,"position":"m4x1k2.q8d0z3.${k}.0","text":"xxxxxxxxxxxxxxxxx"}}`;

function subscription(channel: string): object {
  const { kind, id } = parseChannelName(channel) ?? { kind: 'player' as ChannelKind, id: channel };
  return { channel: kind, [idFields[kind]]: id };
}
