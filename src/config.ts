import { randomBytes } from 'node:crypto';
import { z } from 'zod';

const whole = (least: number, most: number) => z.coerce.number().int().min(least).max(most);
const flag = z
  .enum(['on', 'off', 'true', 'false', '1', '0'])
  .transform((text) => ['on', 'true', '1'].includes(text));
const list = z.string().transform((text) =>
  text
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== ''),
);
const redisUrl = z
  .string()
  .regex(
    /^(rediss?|redis\+sentinel|redis\+cluster):\/\/\S+$/,
    'must start with redis://, rediss://, redis+sentinel:// or redis+cluster://',
  );

const schema = z.object({
  PORT: whole(0, 65_535).default(3000).describe('TCP port; 0 picks a free one'),
  HOST: z
    .string()
    .min(1)
    .optional()
    .describe('Address to listen on. Default 127.0.0.1 in development, 0.0.0.0 in production'),
  REDIS_URL: redisUrl
    .optional()
    .describe(
      'Unset: the embedded in-memory engine, one node. Redis 7 or newer: redis://, rediss://, redis+sentinel://host:p,host:p/name, redis+cluster://host:p,host:p',
    ),
  REDIS_WAIT_REPLICAS: whole(0, 10)
    .default(0)
    .describe('Replicas that must have a commit before it is acknowledged'),
  JWT_SECRET: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Signs socket tokens (HS256), at least 32 bytes. Default: random per start; required in production and with REDIS_URL',
    ),
  JWT_SECRET_OTHER: z
    .string()
    .min(32)
    .optional()
    .describe(
      'Tokens signed with it are accepted, too: the next or the last secret while JWT_SECRET is exchanged',
    ),
  DEFINITIONS: z
    .string()
    .min(1)
    .optional()
    .describe('Path of the definitions file (JSON). Default: the built-in demo project'),
  PUBLIC_PROJECT: z
    .string()
    .min(1)
    .optional()
    .describe('Project that owns calls without credential. Default: the only project'),
  ALLOWED_ORIGINS: list
    .optional()
    .describe(
      'Comma-separated origins for CORS and WebSocket, or *. Default * in development, required in production',
    ),
  TRUST_PROXY: z
    .string()
    .min(1)
    .optional()
    .describe('Whose X-Forwarded-For to believe: a number of hops, addresses or loopback. Default: nobody'),
  METRICS_TOKEN: z
    .string()
    .min(8)
    .optional()
    .describe('Bearer token that /metrics then asks for. Default: none'),
  DOCS: flag
    .optional()
    .describe('Serves /docs, /openapi.json, /asyncapi.json. Default: on in development, off in production'),
  PLAYGROUND: flag
    .optional()
    .describe(
      'Serves the playground at /, with a demo simulator for the demo project. Default: on in development, off in production',
    ),
  OPERATOR_PAGE: flag
    .optional()
    .describe('Serves the operator page at /ops. Default: on in development, off in production'),
  LOG_LEVEL: z
    .enum(['fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'])
    .default('info')
    .describe('Logs are JSON on stderr'),
  NODE_ENV: z
    .enum(['development', 'production', 'test'])
    .default('development')
    .describe('production refuses development secrets'),
  HISTORY_PLAYER: whole(1, 100_000)
    .default(100)
    .describe('Publications kept per player channel, for 1 h after the last'),
  HISTORY_LOBBY: whole(1, 100_000)
    .default(200)
    .describe('Publications kept per lobby channel, for 1 h after the last'),
  HISTORY_DEFAULT: whole(1, 1_000_000)
    .default(1000)
    .describe('Publications kept per other channel, for 24 h after the last'),
  LOBBY_GRACE_SECONDS: whole(0, 3600)
    .default(30)
    .describe('How long a dropped lobby member keeps the seat, seconds'),
  LOBBY_IDLE_SECONDS: whole(1, 2_592_000)
    .default(7200)
    .describe('After how long without any activity a lobby is closed, seconds'),
  LOBBY_REOPEN_SECONDS: whole(1, 604_800)
    .default(600)
    .describe('How long a closed lobby can be read and reopened, seconds'),
  MAX_LOBBIES_PER_PLAYER: whole(1, 1000).default(10).describe('Open and started lobbies a player can be in'),
  IDEMPOTENCY_TTL_SECONDS: whole(1, 604_800)
    .default(86_400)
    .describe('How long a result is remembered under its idempotency key, seconds'),
  LATE_EVENT_SECONDS: whole(0, 604_800)
    .default(3600)
    .describe('How long after its end a leaderboard window takes late events, seconds'),
  COMMANDS_PER_SECOND: whole(1, 10_000)
    .default(10)
    .describe('Socket commands accepted per connection in any 1000 ms'),
  SUBSCRIPTIONS_PER_CONNECTION: whole(1, 10_000).default(50).describe('Subscriptions per connection'),
  MESSAGE_BYTES: whole(1024, 1_048_576).default(65_536).describe('Largest socket message accepted, bytes'),
  OUTBOUND_BYTES: whole(16_384, 1_073_741_824)
    .default(1_048_576)
    .describe('Unread bytes after which a slow connection is cut'),
  CONNECTIONS_PER_PLAYER: whole(1, 100_000).default(20).describe('Connections per player and node'),
  CONNECTS_PER_SECOND_PER_IP: whole(1, 100_000)
    .default(50)
    .describe('New connections per second and address; loopback is exempt in development'),
  FAILED_AUTH_PER_MINUTE_PER_IP: whole(1, 100_000)
    .default(60)
    .describe('Refused credentials per minute and address before 429'),
  PLAYER_REQUESTS_PER_MINUTE: whole(1, 1_000_000)
    .default(600)
    .describe('REST calls per minute of one player token holder'),
  STORE_TIMEOUT_MS: whole(50, 60_000)
    .default(800)
    .describe('How long a store command may take before the answer is 503, ms'),
  IDLE_CHECK_SECONDS: whole(1, 3600)
    .default(30)
    .describe('How often a silent channel is compared with the store, seconds'),
  BOARD_PING_SECONDS: whole(1, 600)
    .default(30)
    .describe('How often live board connections are pinged; three silent intervals end one, seconds'),
  FEED_SWEEP_SECONDS: whole(1, 3600)
    .default(30)
    .describe('How often market feed connections are looked at for silence, seconds'),
  FEED_IDLE_SECONDS: whole(1, 86_400)
    .default(90)
    .describe('How long a market feed connection may be silent before it is dropped, seconds'),
  STREAM_CONSUMERS: list
    .optional()
    .describe(
      'Comma-separated Redis Streams whose entries the nodes publish on streams of PUBLIC_PROJECT. Default: none; needs REDIS_URL',
    ),
  STREAM_CLAIM_SECONDS: whole(1, 3600)
    .default(30)
    .describe('After how long the entries a silent node has taken go to another, seconds'),
  DRAIN_SECONDS: whole(0, 5).default(5).describe('Over how long connections are closed on SIGTERM, seconds'),
});

type Values = z.output<typeof schema>;

/** Validated settings; see `.env.example` for units and defaults. */
export type Config = Readonly<
  Omit<Values, 'HOST' | 'JWT_SECRET' | 'ALLOWED_ORIGINS' | 'DOCS' | 'PLAYGROUND' | 'OPERATOR_PAGE'> & {
    HOST: string;
    JWT_SECRET: string;
    ALLOWED_ORIGINS: readonly string[];
    DOCS: boolean;
    PLAYGROUND: boolean;
    OPERATOR_PAGE: boolean;
    production: boolean;
  }
>;

/** The settings by name, for the documentation and the check of `.env.example`. */
export const settings = schema.shape;

/** Thrown when the environment is not usable; the message names every bad variable and never a secret's value. */
export class BadConfig extends Error {
  override readonly name = 'BadConfig';
}

/**
 * Reads the settings from an environment. Empty values count as unset.
 * @throws BadConfig naming every bad variable
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const present = Object.fromEntries(
    Object.entries(environment).filter(([, value]) => value !== undefined && value !== ''),
  );
  const parsed = schema.safeParse(present);
  const faults = parsed.success
    ? missing(parsed.data)
    : parsed.error.issues.map((issue) => `${issue.path.join('.')}: ${issue.message}`);
  if (!parsed.success || faults.length > 0) throw new BadConfig(`Bad settings:\n  ${faults.join('\n  ')}`);

  const values = parsed.data;
  const production = values.NODE_ENV === 'production';
  return Object.freeze({
    ...values,
    production,
    HOST: values.HOST ?? (production ? '0.0.0.0' : '127.0.0.1'),
    JWT_SECRET: values.JWT_SECRET ?? randomBytes(32).toString('base64url'),
    ALLOWED_ORIGINS: values.ALLOWED_ORIGINS ?? ['*'],
    DOCS: values.DOCS ?? !production,
    PLAYGROUND: values.PLAYGROUND ?? !production,
    OPERATOR_PAGE: values.OPERATOR_PAGE ?? !production,
  });
}

function missing(values: Values): string[] {
  const production = values.NODE_ENV === 'production';
  const faults: string[] = [];
  if (!values.JWT_SECRET && (production || values.REDIS_URL)) {
    faults.push(
      'JWT_SECRET: required in production and with REDIS_URL (all nodes must share it); make one with: openssl rand -base64 48',
    );
  }
  if (values.STREAM_CONSUMERS?.length && !values.REDIS_URL) {
    faults.push('STREAM_CONSUMERS: needs REDIS_URL, where the Redis Streams are');
  }
  if (!production) return faults;
  if (!values.ALLOWED_ORIGINS)
    faults.push('ALLOWED_ORIGINS: required in production, e.g. https://game.example');
  if (!values.DEFINITIONS)
    faults.push('DEFINITIONS: required in production, the demo project is refused there');
  return faults;
}
