import { AppError } from '../../contract/errors.js';

const MINUTE_MS = 60_000;

/** How often a player wrote in a channel lately. */
export interface Pace {
  /** Unix ms of the last message. */
  readonly lastAt: number;
  /** Begin of the running minute, Unix ms, and messages since. */
  readonly minuteFrom: number;
  readonly sent: number;
}

export interface PaceLimits {
  readonly slowModeSeconds?: number | undefined;
  readonly messagesPerMinute?: number | undefined;
}

/**
 * Counts a message. A player's minute begins with its first message after the last minute has ended.
 * @returns what to remember; undefined when nothing limits
 * @throws AppError RATE_LIMITED with when to try again
 */
export function takeTurn(pace: Pace | undefined, limits: PaceLimits, at: number): Pace | undefined {
  const { slowModeSeconds, messagesPerMinute } = limits;
  if (slowModeSeconds === undefined && messagesPerMinute === undefined) return undefined;
  const isSameMinute = pace !== undefined && at < pace.minuteFrom + MINUTE_MS;
  const sent = isSameMinute ? pace.sent : 0;

  if (slowModeSeconds !== undefined && pace) {
    const window = { limit: 1, window: `${slowModeSeconds} s` };
    mustHavePassed(pace.lastAt + slowModeSeconds * 1000 - at, window, 'The channel is in slow mode');
  }
  if (messagesPerMinute !== undefined && isSameMinute && sent >= messagesPerMinute) {
    const window = { limit: messagesPerMinute, window: '1 minute' };
    mustHavePassed(pace.minuteFrom + MINUTE_MS - at, window, 'Too many messages in this channel');
  }
  return { lastAt: at, minuteFrom: isSameMinute ? pace.minuteFrom : at, sent: sent + 1 };
}

function mustHavePassed(
  retryAfterMs: number,
  window: { readonly limit: number; readonly window: string },
  message: string,
): void {
  if (retryAfterMs <= 0) return;
  const retryAfter = Math.ceil(retryAfterMs / 1000);
  throw new AppError('RATE_LIMITED', {
    message: `${message}, try again in ${retryAfter} s`,
    details: { ...window, retryAfter },
    retryAfterMs,
  });
}
