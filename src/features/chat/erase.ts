import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { type Chatter, chatterChannel, chatterCodec, isFleeting } from './chatter.js';
import { readChatter } from './chatters.js';
import type { ChatParts } from './parts.js';
import { purgeMessages } from './purge.js';

/**
 * Deletes everything a player has written in any chat, edits included, and what is remembered of the player's part there.
 * Sanctions stay: being erased is no way around them. Repeating it is harmless. Costs a read of the kept history of each
 * defined channel and of those the player wrote in.
 */
export const eraseMessagesOf =
  (parts: ChatParts) =>
  async (project: ProjectId, playerId: PlayerId): Promise<void> => {
    const chatter = await readChatter(parts.channels, project, playerId);
    const wrote = Object.entries(chatter?.channels ?? {}).filter(([, part]) => part.wrote);
    const defined = parts.definitions.current(project).chatChannels.keys();
    for (const channelId of new Set([...defined, ...wrote.map(([id]) => id)])) {
      await purgeMessages(parts, {
        project,
        channelId,
        isDue: ({ message }) => message.senderId === playerId,
        isAnnounced: true,
      });
    }
    if (chatter) await forget(parts, project, playerId);
  };

async function forget({ transact }: ChatParts, project: ProjectId, playerId: PlayerId): Promise<void> {
  const target = { project, channel: chatterChannel(playerId), codec: chatterCodec, at: Date.now() };
  await transact(target, (chatter: Chatter | undefined) => {
    const rest = chatter && onlySanctions(chatter);
    return {
      state: rest && !isFleeting(rest) ? rest : null,
      events: [],
      dropHistory: true,
      result: null,
    };
  });
}

function onlySanctions({ suspended, ...chatter }: Chatter): Chatter {
  const parts = Object.entries(chatter.channels).flatMap(([id, { touchedAt, sanction }]) =>
    sanction ? [[id, { touchedAt, sanction }] as const] : [],
  );
  return { ...chatter, channels: Object.fromEntries(parts) };
}
