import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Deps } from '../deps.js';
import { playerChannel, playerCodec } from './state.js';

/** What it means beside a player's own state that the account is banned. Repeating either is harmless. */
export interface Bans {
  /** Ends what the player has and follows, on every node, and refuses what comes. */
  enforce(project: ProjectId, playerId: PlayerId): Promise<void>;
  /** Lets the player come again. */
  lift(project: ProjectId, playerId: PlayerId): Promise<void>;
}

/**
 * Makes everything else agree with the status a player has now, which need not be the one this call asked for: it may be the
 * repeat of an old one, or another may have come meanwhile. Whoever looks last sees the last status.
 */
export async function followStatus(
  { channels }: Pick<Deps, 'channels'>,
  bans: Bans,
  { project, playerId }: { readonly project: ProjectId; readonly playerId: PlayerId },
): Promise<void> {
  const isBanned = async (): Promise<boolean> => {
    const { state } = await channels.read(project, playerChannel(playerId));
    return state !== undefined && playerCodec.decode(state).banned === true;
  };
  let followed: boolean | undefined;
  for (let banned = await isBanned(); banned !== followed; banned = await isBanned()) {
    await (banned ? bans.enforce(project, playerId) : bans.lift(project, playerId));
    followed = banned;
  }
}
