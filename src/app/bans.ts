import type { Revocations } from '../auth/revocations.js';
import type { Disconnect } from '../features/auth/service.js';
import type { Chat } from '../features/chat/service.js';
import type { Deps } from '../features/deps.js';
import { eraseSeats } from '../features/lobbies/erase.js';
import type { Bans } from '../features/players/bans.js';

export interface BanParts {
  readonly deps: Deps;
  readonly revocations: Revocations;
  readonly chat: Pick<Chat, 'suspend' | 'readmit'>;
  readonly disconnect: Disconnect;
}

/** Puts together what a banned account loses: connections, chats, seats. */
export function createBans({ deps, revocations, chat, disconnect }: BanParts): Bans {
  const unseat = eraseSeats(deps, 'kicked');

  return {
    async enforce(project, playerId) {
      const at = Date.now();
      // First the mark: a client that comes back at once must find it.
      await revocations.ban(project, playerId, at);
      await disconnect(project, { playerId, at });
      await chat.suspend(project, playerId);
      await unseat(project, playerId);
    },

    async lift(project, playerId) {
      await chat.readmit(project, playerId);
      await revocations.lift(project, playerId);
    },
  };
}
