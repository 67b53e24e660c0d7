import { invalid } from '../../contract/errors.js';
import { parseChannelName } from '../../contract/ids.js';
import type { ListPlace } from '../../engine/lists.js';
import { lobbyChannel } from './state.js';

const form = /^(\d{1,16})-([A-Za-z0-9_.:-]{1,128})$/;

/** Writes a place in the list of lobbies for clients, to whom it means nothing. */
export const formatCursor = ({ channel, score }: ListPlace): string =>
  `${score}-${parseChannelName(channel)?.id ?? ''}`;

/** @throws AppError VALIDATION_ERROR */
export function parseCursor(cursor: string): ListPlace {
  const [, score, lobbyId] = form.exec(cursor) ?? [];
  if (score === undefined || lobbyId === undefined) {
    throw invalid({ field: 'cursor', message: 'must be the nextCursor of an answer' });
  }
  return { channel: lobbyChannel(lobbyId), score: Number(score) };
}
