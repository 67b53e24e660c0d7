import type { SubscribableKind } from '../../hub/channel-kind.js';
import type { Deps } from '../deps.js';
import { mustSee } from './access.js';
import { readLobby } from './read.js';
import { findMember, lobbyCodec, viewLobby } from './state.js';
import type { LobbyWatch } from './watch.js';

/** Following a lobby: a public one, one the player is in, or any with a grant. */
export const lobbyKind = (
  { channels }: Pick<Deps, 'channels'>,
  watch: Pick<LobbyWatch, 'sawMember'>,
): SubscribableKind => ({
  async authorize(caller, id) {
    const lobby = await readLobby(channels, caller.project, id);
    mustSee(caller, lobby);
    const member = findMember(lobby, caller.playerId);
    if (member && !member.connected) await watch.sawMember(caller.project, caller.playerId);
  },

  async mustExist(project, id) {
    await readLobby(channels, project, id);
  },

  async readView(project, channel) {
    const { state, epoch, offset } = await channels.read(project, channel);
    const snapshot = state === undefined ? null : viewLobby(lobbyCodec.decode(state));
    return { snapshot, position: { epoch, offset } };
  },
});
