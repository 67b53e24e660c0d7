import type { Config } from '../../config.js';
import type { Retention } from '../../engine/engine.js';
import type { Definitions } from '../definitions/compile.js';

const DAY_MS = 86_400_000;

/** How long a channel's history is kept; empty where the engine's setting for chats holds. */
export function keepOf(
  { chatChannels }: Pick<Definitions, 'chatChannels'>,
  channelId: string,
  { HISTORY_DEFAULT }: Pick<Config, 'HISTORY_DEFAULT'>,
): { keep?: Retention } {
  const days = chatChannels.get(channelId)?.retentionDays;
  return days === undefined ? {} : { keep: { publications: HISTORY_DEFAULT, ttlMs: days * DAY_MS } };
}

/** Unix ms of the oldest message still shown. */
export function oldestShown({ chatChannels }: Definitions, channelId: string, at: number): number {
  const days = chatChannels.get(channelId)?.retentionDays;
  return days === undefined ? 0 : at - days * DAY_MS;
}
