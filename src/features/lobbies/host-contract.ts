import { z } from 'zod';
import { Milliseconds, PlayerId } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';
import { actor, LobbyResult, ofLobby, Password, write } from './call-contract.js';
import { Attributes, Line, LobbyConfig, MaxPlayers, Privacy } from './lobby-contract.js';

const host = 'The host or the game server may; a game server that names a `playerId` acts as that player.';

const settings = {
  name: Line(100),
  description: Line(1000).optional(),
  privacy: Privacy.optional(),
  maxPlayers: MaxPlayers.optional(),
  gameMode: Line(100).optional(),
  difficulty: Line(100).optional(),
  config: LobbyConfig.optional(),
  metadata: Attributes.optional(),
};

/** What whoever runs a lobby can do. */
export const hostOperations = {
  createLobby: operation({
    summary: 'Open a lobby; a player who does becomes its host and first member',
    http: 'POST /lobbies',
    socket: 'lobby:create',
    ...write,
    input: z.strictObject({
      ...settings,
      password: Password.optional(),
      hostPlayerId: PlayerId.optional().describe(
        'With an API key: the host. Absent: the first to join becomes host',
      ),
      playerName: Line(128).optional().describe("With an API key: the host's name"),
    }),
    output: LobbyResult,
    status: 201,
    errors: ['CONFLICT'],
  }),
  updateLobby: operation({
    summary: 'Change settings; what is not given stays, null clears',
    description: `${host} config and metadata are replaced as a whole. A new hostId hands the lobby over to a member.`,
    http: 'PATCH /lobbies/:lobbyId',
    socket: 'lobby:update',
    ...write,
    input: z.strictObject({
      ...ofLobby,
      ...actor,
      ...settings,
      name: Line(100).optional(),
      description: Line(1000).nullable().optional(),
      gameMode: Line(100).nullable().optional(),
      difficulty: Line(100).nullable().optional(),
      password: Password.nullable().optional(),
      hostId: PlayerId.optional(),
    }),
    output: LobbyResult,
    errors: ['LOBBY_NOT_FOUND', 'LOBBY_NOT_OPEN', 'CONFLICT'],
  }),
  startLobby: operation({
    summary: 'Start the game; nobody can join from then on',
    description: host,
    http: 'POST /lobbies/:lobbyId/start',
    socket: 'lobby:start',
    ...write,
    input: z.strictObject({ ...ofLobby, ...actor }),
    output: LobbyResult,
    errors: ['LOBBY_NOT_FOUND', 'LOBBY_NOT_OPEN', 'CONFLICT'],
  }),
  closeLobby: operation({
    summary: 'End the lobby; its members may reopen it for a while',
    description: host,
    http: 'POST /lobbies/:lobbyId/close',
    socket: 'lobby:close',
    ...write,
    input: z.strictObject({ ...ofLobby, ...actor, reason: Line(100).optional() }),
    output: LobbyResult,
    errors: ['LOBBY_NOT_FOUND', 'LOBBY_NOT_OPEN'],
  }),
  reopenLobby: operation({
    summary: 'Open a started or closed lobby again, for a rematch; nobody is ready then',
    description: host,
    http: 'POST /lobbies/:lobbyId/reopen',
    socket: 'lobby:reopen',
    ...write,
    input: z.strictObject({ ...ofLobby, ...actor }),
    output: LobbyResult,
    errors: ['LOBBY_NOT_FOUND', 'CONFLICT'],
  }),
  kickPlayer: operation({
    summary: 'Put a member out',
    description: 'The host or the game server may.',
    http: 'POST /lobbies/:lobbyId/kick',
    socket: 'lobby:kick',
    ...write,
    input: z.strictObject({
      ...ofLobby,
      playerId: PlayerId.describe('Who has to go'),
      ban: z.boolean().default(false).describe('Keeps the player out until invited by name'),
    }),
    output: LobbyResult,
    errors: ['LOBBY_NOT_FOUND', 'PLAYER_NOT_FOUND', 'LOBBY_NOT_OPEN'],
  }),
  inviteToLobby: operation({
    summary: 'Make an invite: for one player, who is told by `lobby_invited`, or for whoever gets the code',
    description: 'The host or the game server may.',
    http: 'POST /lobbies/:lobbyId/invite',
    socket: 'lobby:invite',
    ...write,
    input: z.strictObject({
      ...ofLobby,
      playerId: PlayerId.optional().describe('Who is invited; absent: whoever gets the code'),
      expiresInSeconds: z.number().int().min(1).max(604_800).default(86_400),
    }),
    output: z.object({ inviteCode: z.string(), expiresAt: Milliseconds }),
    errors: ['LOBBY_NOT_FOUND', 'LOBBY_NOT_OPEN', 'CONFLICT'],
  }),
  revokeInvite: operation({
    summary: 'Take an invite back',
    description: 'The host or the game server may.',
    http: 'DELETE /lobbies/:lobbyId/invites/:inviteCode',
    socket: 'lobby:revoke_invite',
    ...write,
    input: z.strictObject({ ...ofLobby, inviteCode: z.string().min(1).max(128) }),
    output: z.object({}),
    status: 204,
    errors: ['LOBBY_NOT_FOUND', 'NOT_FOUND'],
  }),
};
