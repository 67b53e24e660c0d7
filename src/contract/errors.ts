import type { Quota } from './quota.js';

/** Every error a client can meet: HTTP status, whether trying again later can help, and the default message for humans. */
export const errors = {
  VALIDATION_ERROR: {
    status: 400,
    retry: false,
    message: 'The request is not valid',
  },
  UNAUTHORIZED: {
    status: 401,
    retry: false,
    message: 'Send an API key (X-API-Key) or a socket token (Authorization: Bearer)',
  },
  INVALID_API_KEY: {
    status: 401,
    retry: false,
    message: 'This API key is not known',
  },
  TOKEN_EXPIRED: {
    status: 401,
    retry: false,
    message: 'The token has expired, get a new one',
  },
  FORBIDDEN: {
    status: 403,
    retry: false,
    message: 'This credential may not do that',
  },
  NOT_FOUND: { status: 404, retry: false, message: 'There is nothing here' },
  PLAYER_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such player',
  },
  QUEST_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such quest',
  },
  CURRENCY_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such currency',
  },
  BADGE_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such badge',
  },
  RULE_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such rule',
  },
  LEADERBOARD_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such leaderboard',
  },
  LOBBY_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such lobby',
  },
  CHANNEL_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such channel',
  },
  STREAM_NOT_FOUND: {
    status: 404,
    retry: false,
    message: 'There is no such stream',
  },
  CONFLICT: {
    status: 409,
    retry: false,
    message: 'This contradicts what is stored',
  },
  ALREADY_EXISTS: { status: 409, retry: false, message: 'This exists already' },
  LOBBY_FULL: {
    status: 409,
    retry: false,
    message: 'The lobby has no free seat',
  },
  LOBBY_NOT_OPEN: {
    status: 409,
    retry: false,
    message: 'The lobby is not open',
  },
  INSUFFICIENT_FUNDS: {
    status: 409,
    retry: false,
    message: 'The balance is too low',
  },
  PAYLOAD_TOO_LARGE: {
    status: 413,
    retry: false,
    message: 'The body is too large',
  },
  RATE_LIMITED: { status: 429, retry: true, message: 'Slow down' },
  TOO_MANY_CONNECTIONS: {
    status: 429,
    retry: true,
    message: 'Too many connections',
  },
  INTERNAL: {
    status: 500,
    retry: true,
    message: 'Something went wrong on our side',
  },
  UNAVAILABLE: {
    status: 503,
    retry: true,
    message: 'The store does not answer, try again with the same idempotency key',
  },
} as const;

export type ErrorCode = keyof typeof errors;

export interface AppErrorOptions {
  readonly message?: string;
  /** Shown to the client as `details`. */
  readonly details?: unknown;
  /** For RATE_LIMITED: when trying again can work. */
  readonly retryAfterMs?: number;
  /** For RATE_LIMITED: the limit that refused the call. */
  readonly quota?: Quota;
  readonly cause?: unknown;
}

/** The only error whose content reaches a client; anything else is logged and answered `INTERNAL`. */
export class AppError extends Error {
  override readonly name = 'AppError';
  readonly code: ErrorCode;
  readonly details: unknown;
  readonly retryAfterMs: number | undefined;
  readonly quota: Quota | undefined;

  constructor(code: ErrorCode, options: AppErrorOptions = {}) {
    super(options.message ?? errors[code].message, { cause: options.cause });
    this.code = code;
    this.details = options.details;
    this.retryAfterMs = options.retryAfterMs;
    this.quota = options.quota;
  }

  get status(): number {
    return errors[this.code].status;
  }
}

/** As many mistakes as an answer lists; what was sent can be nothing but mistakes. */
export const MAX_FAULTS = 20;

/** A field at fault and why, as listed in the `details` of a VALIDATION_ERROR. */
export interface FieldFault {
  readonly field: string;
  readonly message: string;
}

/** A VALIDATION_ERROR that names each field at fault. */
export const invalid = (...faults: FieldFault[]): AppError =>
  new AppError('VALIDATION_ERROR', {
    message: faults.map(({ field, message }) => `${field}: ${message}`).join('; '),
    details: faults,
  });
