import type { Caller } from '../../contract/caller.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Deps } from '../deps.js';
import { mustNotBeBanned } from '../players/access.js';
import { playerChannel, playerCodec } from '../players/state.js';
import type { LobbyWatch } from './watch.js';

/** Who is to get a seat, as the call names them. */
export interface Visitor {
  readonly playerId: PlayerId;
  /** From a game server. */
  readonly playerName: string | undefined;
  readonly caller: Caller;
  /** Unix ms. */
  readonly at: number;
}

/**
 * Finds out a player's name and whether the player is connected anywhere.
 * @throws AppError FORBIDDEN when the player is banned; Unavailable
 */
export async function meetPlayer(
  { channels, presence }: Pick<Deps, 'channels' | 'presence'>,
  watch: Pick<LobbyWatch, 'isHere'>,
  { playerId, playerName, caller, at }: Visitor,
): Promise<{ readonly playerName: string; readonly connected: boolean }> {
  const { project } = caller;
  const isHere = watch.isHere(project, playerId);
  const [{ state }, online] = await Promise.all([
    channels.read(project, playerChannel(playerId)),
    isHere ? undefined : presence.find(project, [playerId], at),
  ]);
  const player = state === undefined ? undefined : playerCodec.decode(state);
  mustNotBeBanned(player);
  const given = caller.kind === 'player' ? caller.name : playerName;
  return {
    playerName: given ?? player?.displayName ?? playerId,
    connected: isHere || (online?.get(playerId)?.online ?? false),
  };
}
