import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Chatter } from './chatter.js';
import { chatterTarget, recordDecision } from './chatters.js';
import { evictFrom, placesOf } from './evictions.js';
import type { ChatParts } from './parts.js';

/** Puts a player whose account is banned out of all chats, in the commit that keeps it from writing. Repeating it is harmless. */
export const suspendFrom =
  (parts: ChatParts) =>
  async (project: ProjectId, playerId: PlayerId): Promise<void> => {
    const { transact, config } = parts;
    const lobbies = await parts.lobbies.lobbiesOf(project, playerId);
    const at = Date.now();
    await transact(chatterTarget(project, playerId, at), (chatter: Chatter | undefined, definitions) =>
      recordDecision<null>(
        { ...(chatter ?? { v: 1, channels: {} }), suspended: true },
        null,
        evictFrom(placesOf({ definitions, chatter, lobbies }), playerId, { at, definitions, config }),
      ),
    );
  };

/** Lets a player chat again whose account is no longer banned; sanctions stay. Repeating it is harmless. */
export const readmitTo =
  ({ transact }: ChatParts) =>
  async (project: ProjectId, playerId: PlayerId): Promise<void> => {
    await transact(chatterTarget(project, playerId, Date.now()), (chatter: Chatter | undefined) => {
      if (!chatter?.suspended) return recordDecision<null>(undefined, null);
      const { suspended, ...rest } = chatter;
      return recordDecision<null>(rest, null);
    });
  };
