import type { Caller } from '../../contract/caller.js';
import type { PlayerId } from '../../contract/ids.js';
import type { Deps } from '../deps.js';
import { mustNotBeBanned } from '../players/access.js';
import { playerChannel, playerCodec } from '../players/state.js';
import type { LobbyWatch, Meeting } from './watch.js';

/** Who is to get a seat, as the call names them. */
export interface Visitor {
  readonly playerId: PlayerId;
  /** From a game server. */
  readonly playerName: string | undefined;
  readonly caller: Caller;
}

/**
 * Finds out a player's name and whether the player is connected anywhere.
 * @throws AppError FORBIDDEN when the player is banned; Unavailable
 */
export async function meetPlayer(
  { channels }: Pick<Deps, 'channels'>,
  watch: Pick<LobbyWatch, 'meet'>,
  { playerId, playerName, caller }: Visitor,
): Promise<Meeting & { readonly playerName: string }> {
  const { project } = caller;
  const [{ state }, meeting] = await Promise.all([
    channels.read(project, playerChannel(playerId)),
    watch.meet(project, playerId),
  ]);
  const player = state === undefined ? undefined : playerCodec.decode(state);
  mustNotBeBanned(player);
  const given = caller.kind === 'player' ? caller.name : playerName;
  return { ...meeting, playerName: given ?? player?.displayName ?? playerId };
}
