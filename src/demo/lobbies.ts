import { bots, pick } from './bots.js';
import type { Rest } from './rest.js';

interface Lobby {
  readonly lobbyId: string;
  readonly maxPlayers: number;
  readonly players: readonly { readonly playerId: string; readonly ready: boolean }[];
}

const MOST_BOTS = 2;
const isBot = ({ playerId }: { readonly playerId: string }): boolean => playerId.startsWith('bot-');

/** Keeps company to people who wait in an open lobby, and leaves when they have gone. */
export async function visitLobbies(rest: Rest): Promise<void> {
  const page = (await rest.get('/lobbies?state=open&privacy=PUBLIC')) as
    | { readonly data: Lobby[] }
    | undefined;
  for (const { lobbyId, maxPlayers, players } of page?.data ?? []) {
    const act = (name: string, playerId: string) =>
      rest.send('POST', `/lobbies/${lobbyId}/${name}`, { playerId });
    const inside = players.filter(isBot);
    if (inside.length === players.length) {
      for (const { playerId } of inside) await act('leave', playerId);
      continue;
    }
    const idle = inside.find(({ ready }) => !ready);
    if (idle) {
      await act('ready', idle.playerId);
      continue;
    }
    if (inside.length >= MOST_BOTS || players.length >= maxPlayers) continue;
    const free = bots.filter(({ playerId }) => !inside.some((member) => member.playerId === playerId));
    const { playerId, name } = pick(free);
    await rest.send('POST', `/lobbies/${lobbyId}/join`, { playerId, playerName: name });
  }
}
