import { z } from 'zod';
import { Id, PlayerId } from '../../contract/ids.js';
import { LobbyView } from './lobby-contract.js';

/** The path of every call about one lobby. */
export const ofLobby = { lobbyId: Id };

/** Who acts, where an API key has to say it. */
export const actor = {
  playerId: PlayerId.optional().describe('With an API key: who acts. With a token it is always its player'),
};

export const Password = z.string().min(1).max(128);

/** Who may read. */
export const read = { caller: 'any', scope: 'lobbies:read', tag: 'Lobbies' } as const;

/** Who may act. */
export const write = { caller: 'any', scope: 'lobbies:write', tag: 'Lobbies' } as const;

/** The lobby as it is after the call. */
export const LobbyResult = z.object({ lobbyId: Id, lobby: LobbyView });
