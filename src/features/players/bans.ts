import type { PlayerId, ProjectId } from '../../contract/ids.js';

/** What it means beside a player's own state that the account is banned. Repeating either is harmless. */
export interface Bans {
  /** Ends what the player has and follows, on every node, and refuses what comes. */
  enforce(project: ProjectId, playerId: PlayerId): Promise<void>;
  /** Lets the player come again. */
  lift(project: ProjectId, playerId: PlayerId): Promise<void>;
}
