import { z } from 'zod';

/** The kinds of thing one can subscribe to; a channel's name is `<kind>:<id>`. */
export const channelKinds = ['player', 'leaderboard', 'lobby', 'chat', 'stream'] as const;

export type ChannelKind = (typeof channelKinds)[number];
export type ProjectId = string;
export type PlayerId = string;

/** `<kind>:<id>`; kind `system` is internal (definitions) and cannot be subscribed to by clients. */
export type ChannelName = `${ChannelKind | 'system'}:${string}`;

/** The field that carries a channel's id in subscriptions and events. */
export const idFields = {
  player: 'playerId',
  leaderboard: 'leaderboardId',
  lobby: 'lobbyId',
  chat: 'channelId',
  stream: 'streamId',
} as const satisfies Record<ChannelKind, string>;

export const Id = z
  .string()
  .regex(/^[A-Za-z0-9_.:-]{1,128}$/, 'must be 1-128 characters of A-Z a-z 0-9 _ - . :')
  .meta({ id: 'Id', description: '1-128 characters of A-Z a-z 0-9 _ - . :' });

export const PlayerId = z
  .string()
  .regex(/^[A-Za-z0-9_.:@-]{1,128}$/, 'must be 1-128 characters of A-Z a-z 0-9 _ - . : @')
  .meta({
    id: 'PlayerId',
    description: '1-128 characters of A-Z a-z 0-9 _ - . : @',
  });

/** Unix time in milliseconds. */
export const Milliseconds = z
  .number()
  .int()
  .meta({ id: 'Milliseconds', description: 'Unix time in milliseconds' });

/** The largest magnitude of a score or an amount; integers up to it stay exact. */
export const MAX_AMOUNT = Number.MAX_SAFE_INTEGER;

/** A finite number, |x| <= 2^53-1. */
export const Amount = z.number().min(-MAX_AMOUNT).max(MAX_AMOUNT).meta({ id: 'Amount' });

export const channelName = (kind: ChannelKind, id: string): ChannelName => `${kind}:${id}`;

/** Splits a channel name into its kind and id; the id may itself contain colons. */
export function parseChannelName(name: string): { kind: ChannelKind; id: string } | undefined {
  const colon = name.indexOf(':');
  const kind = channelKinds.find((known) => known === name.slice(0, colon));
  return kind === undefined || colon === name.length - 1 ? undefined : { kind, id: name.slice(colon + 1) };
}
