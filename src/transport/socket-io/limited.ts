import type { AppError } from '../../contract/errors.js';
import type { Metrics } from '../../observe.js';
import type { Limit } from './connection.js';
import type { PlayerSocket } from './player-socket.js';

/** Counts that a client was over a limit of its connection, and tells it at most once a second. */
export function tellLimited(
  player: PlayerSocket,
  limit: Limit,
  { error, metrics }: { readonly error: AppError; readonly metrics: Pick<Metrics, 'rateLimited'> },
): void {
  metrics.rateLimited.inc({ limit });
  if (!player.connection.mayWarn(limit, performance.now())) return;
  const { message, retryAfterMs } = error;
  player.emit('rate_limited', { message, limit, ...(retryAfterMs !== undefined && { retryAfterMs }) });
}
