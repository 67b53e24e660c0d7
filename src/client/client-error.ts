import type { ErrorCode } from '../contract/errors.js';

/**
 * Why something did not work: a code of the server, or one of the connection. After `CONNECTION_LOST` and `TIMEOUT` a command
 * may have happened or not; one with its own id (`clientMessageId`) can be sent again.
 */
export type ClientErrorCode = ErrorCode | 'CONNECTION_LOST' | 'TIMEOUT' | 'CLOSED' | 'TOKEN_UNAVAILABLE';

export interface ClientErrorOptions {
  /** When trying again can work, ms from now. */
  readonly retryAfterMs?: number | undefined;
  readonly cause?: unknown;
}

/** The only error the client throws. */
export class FanfareError extends Error {
  override readonly name = 'FanfareError';
  readonly code: ClientErrorCode;
  readonly retryAfterMs: number | undefined;

  constructor(code: ClientErrorCode, message: string, { retryAfterMs, cause }: ClientErrorOptions = {}) {
    super(message, { cause });
    this.code = code;
    this.retryAfterMs = retryAfterMs;
  }
}
