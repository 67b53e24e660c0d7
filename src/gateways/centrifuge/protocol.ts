import { z } from 'zod';
import { AppError, type ErrorCode } from '../../contract/errors.js';

/** How often clients are pinged, seconds; they are told when they connect. */
export const PING_SECONDS = 25;

const channel = z.string().min(1).max(160);
const offset = z.number().int().min(0).max(Number.MAX_SAFE_INTEGER);
const token = z.string().max(8192);

/** What a client of the Centrifuge protocol says; exactly one field beside `id` is there. Unknown fields are the SDKs' own business. */
export const Command = z.object({
  id: z.number().int().min(1).optional(),
  connect: z.object({ token: token.optional() }).optional(),
  subscribe: z
    .object({
      channel,
      recover: z.boolean().optional(),
      epoch: z.string().max(64).optional(),
      offset: offset.optional(),
      delta: z.string().max(16).optional(),
      flag: z.number().int().optional(),
    })
    .optional(),
  unsubscribe: z.object({ channel }).optional(),
  refresh: z.object({ token }).optional(),
  ping: z.object({}).optional(),
});
export type Command = z.output<typeof Command>;

/** A command of which nothing but its number can be read, so that it can be refused. */
export const MalformedCommand = z
  .object({ id: z.number().int().min(1) })
  .transform(({ id }) => ({ id, isMalformed: true }));

export type SubscribeRequest = NonNullable<Command['subscribe']>;

/** Errors of the protocol by number; a temporary one makes an SDK try again by itself. */
const replyErrors = {
  100: { message: 'internal server error', temporary: true },
  101: { message: 'unauthorized', temporary: false },
  102: { message: 'unknown channel', temporary: false },
  103: { message: 'permission denied', temporary: false },
  105: { message: 'already subscribed', temporary: false },
  106: { message: 'limit exceeded', temporary: false },
  107: { message: 'bad request', temporary: false },
  108: { message: 'not available', temporary: false },
  109: { message: 'token expired', temporary: false },
  111: { message: 'too many requests', temporary: true },
  112: { message: 'unrecoverable position', temporary: false },
} as const;

/** An error a command is answered with. */
export class ReplyError extends Error {
  readonly code: keyof typeof replyErrors;

  constructor(code: keyof typeof replyErrors) {
    super(replyErrors[code].message);
    this.code = code;
  }
}

const codes: Partial<Record<ErrorCode, keyof typeof replyErrors>> = {
  UNAUTHORIZED: 101,
  TOKEN_EXPIRED: 109,
  FORBIDDEN: 103,
  NOT_FOUND: 102,
  STREAM_NOT_FOUND: 102,
  PLAYER_NOT_FOUND: 102,
  LEADERBOARD_NOT_FOUND: 102,
  LOBBY_NOT_FOUND: 102,
  CHANNEL_NOT_FOUND: 102,
  VALIDATION_ERROR: 107,
  RATE_LIMITED: 111,
};

/** Any failure as the protocol tells it. */
export function errorOf(error: unknown): { code: number; message: string; temporary?: true } {
  const known = error instanceof AppError ? (codes[error.code] ?? 100) : 100;
  const code = error instanceof ReplyError ? error.code : known;
  const { message, temporary } = replyErrors[code];
  return { code, message, ...(temporary && { temporary }) };
}

/** Why the server closes a connection: up to 3499 an SDK connects again, from 3500 on it stays away. */
export const disconnects = {
  shutdown: { code: 3001, reason: 'shutdown' },
  expired: { code: 3005, reason: 'connection expired' },
  noPong: { code: 3012, reason: 'no pong' },
  invalidToken: { code: 3500, reason: 'invalid token' },
  badRequest: { code: 3501, reason: 'bad request' },
  stale: { code: 3502, reason: 'stale' },
} as const;

/** Why a subscription ended: from 2500 on an SDK subscribes again. */
export const unsubscribes = {
  server: { code: 2000, reason: 'server unsubscribe' },
  insufficientState: { code: 2500, reason: 'insufficient state' },
} as const;

/** `flag` by which a client says that it wants an error rather than a subscription that lost something. */
export const REJECT_UNRECOVERED = 2;
