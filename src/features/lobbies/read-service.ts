import { AppError } from '../../contract/errors.js';
import type { Handlers } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { mustSee } from './access.js';
import type { lobbyOperations } from './contract.js';
import { readLobbies, readLobby, readLobbyIdsOf } from './read.js';
import { listLobbies } from './search.js';
import { viewLobby } from './state.js';

type ReadHandlers = Pick<Handlers<typeof lobbyOperations>, 'listLobbies' | 'getLobby' | 'listPlayerLobbies'>;

/** Answers what is asked about lobbies. */
export const readHandlers = ({ channels }: Pick<Deps, 'channels'>): ReadHandlers => ({
  listLobbies: listLobbies(channels),

  async getLobby({ lobbyId }, { caller }) {
    const lobby = await readLobby(channels, caller.project, lobbyId);
    mustSee(caller, lobby);
    return viewLobby(lobby);
  },

  async listPlayerLobbies({ playerId }, { caller }) {
    if (caller.kind === 'player' && caller.playerId !== playerId) throw new AppError('FORBIDDEN');
    const ids = await readLobbyIdsOf(channels, caller.project, playerId);
    const lobbies = await readLobbies(channels, caller.project, ids);
    return { data: lobbies.map(viewLobby) };
  },
});
