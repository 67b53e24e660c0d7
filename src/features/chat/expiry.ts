import { createRecent } from '../../commit/recent.js';
import type { ProjectId } from '../../contract/ids.js';
import type { ChatParts } from './parts.js';
import { purgeMessages } from './purge.js';
import { oldestShown } from './retention.js';

const EVERY_MS = 3_600_000;
const REMEMBERED = 1_000;

/** Told after each message which channel is in use. */
export type Expire = (project: ProjectId, channelId: string, at: number) => void;

/**
 * Empties, in the background and at most once an hour per channel and node, what is older than the channel keeps. It is not
 * shown any more then, but a channel in use would go on storing it until its history is full.
 */
export function createExpiry(parts: ChatParts): Expire {
  const lastAt = createRecent<number>(REMEMBERED);

  return (project, channelId, at) => {
    const oldest = oldestShown(parts.definitions.current(project), channelId, at);
    if (oldest === 0) return;
    const key = `${project}|${channelId}`;
    const last = lastAt.take(key);
    const isDue = last === undefined || at >= last + EVERY_MS;
    lastAt.put(key, isDue ? at : last);
    if (!isDue) return;

    purgeMessages(parts, {
      project,
      channelId,
      isDue: (placed) => placed.at < oldest,
      isAnnounced: false,
    }).catch((error: unknown) =>
      parts.observe.log.warn({ err: error, channelId }, 'old messages stay for now'),
    );
  };
}
