import { z } from 'zod';
import { Milliseconds } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';
import { actor, LobbyResult, ofLobby, Password, write } from './call-contract.js';
import { Attributes, Line } from './lobby-contract.js';

/** What those who are in a lobby, or want to be, can do. */
export const memberOperations = {
  joinLobby: operation({
    summary: 'Take a seat; being in already changes nothing',
    description: 'An invite replaces the password.',
    http: 'POST /lobbies/:lobbyId/join',
    socket: 'lobby:join',
    ...write,
    input: z.strictObject({
      ...ofLobby,
      ...actor,
      playerName: Line(128).optional().describe("With an API key: the player's name"),
      password: Password.optional(),
      inviteCode: z.string().min(1).max(128).optional(),
    }),
    output: LobbyResult,
    errors: ['LOBBY_NOT_FOUND', 'LOBBY_NOT_OPEN', 'LOBBY_FULL', 'CONFLICT'],
  }),
  leaveLobby: operation({
    summary: 'Give up the seat; the longest-present member becomes host, the last one closes the lobby',
    http: 'POST /lobbies/:lobbyId/leave',
    socket: 'lobby:leave',
    ...write,
    input: z.strictObject({ ...ofLobby, ...actor }),
    output: z.object(ofLobby),
    errors: ['LOBBY_NOT_FOUND'],
  }),
  setReady: operation({
    summary: 'Say that one is ready, or no longer',
    http: 'POST /lobbies/:lobbyId/ready',
    socket: 'lobby:ready',
    ...write,
    input: z.strictObject({ ...ofLobby, ...actor, ready: z.boolean().default(true) }),
    output: LobbyResult,
    errors: ['LOBBY_NOT_FOUND', 'LOBBY_NOT_OPEN'],
  }),
  sendToLobby: operation({
    summary: "Send a member's own message to all members as `lobby_message`",
    socket: 'lobby:send',
    ...write,
    caller: 'player',
    input: z.strictObject({
      ...ofLobby,
      type: Line(64),
      data: z
        .unknown()
        .refine((value) => Attributes.safeParse({ value }).success, 'must not be larger than 8 KiB as JSON')
        .optional(),
    }),
    output: z.object({ at: Milliseconds }),
    errors: ['LOBBY_NOT_FOUND', 'LOBBY_NOT_OPEN'],
  }),
};
