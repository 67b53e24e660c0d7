import { z } from 'zod';
import { PlayerId } from '../../contract/ids.js';
import { operation } from '../../contract/operation.js';
import { ofLobby, read } from './call-contract.js';
import { hostOperations } from './host-contract.js';
import { Line, LobbyPhase, LobbyView, Privacy } from './lobby-contract.js';
import { memberOperations } from './member-contract.js';

/** What can be asked about lobbies without changing anything. */
const readOperations = {
  listLobbies: operation({
    summary: 'List and search open and started lobbies, the most recently active first',
    description:
      'Players see public lobbies; game servers see all. One request looks at 500 lobbies at most, those active most recently or those behind `cursor`; of a search, `total` counts what was found among these. Follow `nextCursor` until it is null to find every lobby.',
    http: 'GET /lobbies',
    socket: 'lobby:list',
    ...read,
    input: z.strictObject({
      page: z.number().int().min(1).max(1_000_000).default(1),
      limit: z.number().int().min(1).max(100).default(20),
      cursor: z
        .string()
        .max(200)
        .optional()
        .describe('`nextCursor` of an answer with the same filters: goes on behind it, instead of at a page'),
      privacy: Privacy.optional(),
      state: LobbyPhase.exclude(['closed']).optional(),
      gameMode: Line(100).optional(),
      minFreeSeats: z.number().int().min(0).max(100).optional(),
      search: Line(100).optional().describe('Text in name or description, letter case ignored'),
    }),
    output: z.object({
      data: z.array(LobbyView),
      pagination: z
        .object({
          page: z.number().int(),
          limit: z.number().int(),
          total: z.number().int(),
          totalPages: z.number().int(),
        })
        .optional()
        .describe('Not with `cursor`'),
      nextCursor: z.string().nullable().describe('null: there are no more. May follow an empty page'),
    }),
  }),
  getLobby: operation({
    summary: 'Read a lobby: a public one, one the player is in, or any with an API key or a grant',
    http: 'GET /lobbies/:lobbyId',
    socket: 'lobby:get',
    ...read,
    input: z.strictObject(ofLobby),
    output: LobbyView,
    errors: ['LOBBY_NOT_FOUND'],
  }),
  listPlayerLobbies: operation({
    summary: 'The open and started lobbies a player is in; a player may ask only for itself',
    http: 'GET /players/:playerId/lobbies',
    ...read,
    input: z.strictObject({ playerId: PlayerId }),
    output: z.object({ data: z.array(LobbyView) }),
  }),
};

export const lobbyOperations = { ...hostOperations, ...memberOperations, ...readOperations };
