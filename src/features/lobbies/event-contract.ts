import { z } from 'zod';
import { events } from '../../contract/event.js';
import { Id, Milliseconds, PlayerId } from '../../contract/ids.js';
import { LobbyMember, LobbyView } from './lobby-contract.js';

const lobby = 'lobby' as const;
const member = { playerId: PlayerId, playerName: z.string() };

/** Why somebody is no longer in a lobby. */
export type LeaveReason = 'left' | 'kicked' | 'disconnected';

export const lobbyEvents = events({
  player_joined: {
    summary: 'A player took a seat',
    channel: lobby,
    fields: z.object({ ...member, lobby: LobbyView }),
  },
  player_left: {
    summary: 'A player is out of the lobby',
    channel: lobby,
    fields: z.object({ ...member, reason: z.enum(['left', 'kicked', 'disconnected']) }),
  },
  player_ready: {
    summary: 'A player is ready, or no longer',
    channel: lobby,
    fields: z.object({ ...member, ready: z.boolean() }),
  },
  player_disconnected: {
    summary: "A member's last connection dropped 2 s ago; the seat is kept until `leavesAt`",
    channel: lobby,
    fields: z.object({ ...member, leavesAt: Milliseconds }),
  },
  player_reconnected: {
    summary: 'A member who had no connection has one',
    channel: lobby,
    fields: z.object(member),
  },
  host_changed: {
    summary: 'Another member is host',
    channel: lobby,
    fields: z.object({ hostId: PlayerId, hostName: z.string(), previousHostId: PlayerId.nullable() }),
  },
  lobby_updated: {
    summary: 'Settings changed, or the lobby was reopened',
    channel: lobby,
    fields: z.object({
      lobby: LobbyView,
      changed: z.array(z.string()).describe('Names of the fields that changed'),
    }),
  },
  lobby_started: {
    summary: 'The game begins, at `startedAt`',
    channel: lobby,
    fields: z.object({
      players: z.array(LobbyMember),
      config: z.record(z.string(), z.unknown()),
      startedAt: Milliseconds,
    }),
  },
  lobby_closed: {
    summary: 'The lobby is over; for a while it can be reopened',
    channel: lobby,
    fields: z.object({
      reason: z
        .string()
        .describe(
          '`empty`: the last one left; `idle`: nothing happened for too long; else what the closer said',
        ),
    }),
  },
  lobby_message: {
    summary: "A member's own message to all members",
    channel: lobby,
    fields: z.object({ ...member, type: z.string(), data: z.unknown() }),
  },
  lobby_invited: {
    summary: 'Somebody invites the player into a lobby',
    channel: 'player',
    fields: z.object({
      lobbyId: Id,
      lobbyName: z.string(),
      inviteCode: z.string(),
      from: PlayerId.nullable().describe('null: the game server'),
      expiresAt: Milliseconds,
    }),
  },
});
