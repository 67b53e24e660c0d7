import { z } from 'zod';
import { Id, Milliseconds, PlayerId } from '../../contract/ids.js';
import { JsonObject } from '../../contract/json-object.js';

const MAX_ATTRIBUTE_BYTES = 8_192;

/** Text of one line: no control characters. */
export const Line = (longest: number) =>
  z
    .string()
    .min(1)
    .max(longest)
    .regex(/^\P{Cc}*$/u, 'must not contain control characters');

/** Fields of the game's own about a lobby: at most 8 KiB as JSON. */
export const Attributes = JsonObject.refine(
  (value) => Buffer.byteLength(JSON.stringify(value)) <= MAX_ATTRIBUTE_BYTES,
  `must not be larger than ${MAX_ATTRIBUTE_BYTES} bytes as JSON`,
).meta({ description: `Any fields, at most ${MAX_ATTRIBUTE_BYTES} bytes as JSON, 10 levels deep` });

/** The game's settings of a lobby; the named ones mean something to the server, too. */
export const LobbyConfig = Attributes.refine(
  ({ requireReady, countdownSeconds }) =>
    (requireReady === undefined || typeof requireReady === 'boolean') &&
    (countdownSeconds === undefined || isCountdown(countdownSeconds)),
  'requireReady must be true or false, countdownSeconds a whole number of 0-300',
).meta({
  description:
    'Any fields, at most 8192 bytes as JSON. `requireReady: true` lets the lobby start only when everybody is ready, ' +
    '`countdownSeconds` (0-300) puts `startedAt` that far into the future',
});

function isCountdown(value: unknown): boolean {
  return typeof value === 'number' && Number.isInteger(value) && value >= 0 && value <= 300;
}

export const Privacy = z.enum(['PUBLIC', 'PRIVATE', 'INVITE_ONLY']).meta({
  id: 'LobbyPrivacy',
  description:
    'PUBLIC: listed and open to all. PRIVATE: not listed, needs the password or an invite. INVITE_ONLY: not listed, needs an invite',
});
export type Privacy = z.output<typeof Privacy>;

export const LobbyPhase = z.enum(['open', 'started', 'closed']);
export type LobbyPhase = z.output<typeof LobbyPhase>;

export const MaxPlayers = z.number().int().min(2).max(100);

export const LobbyMember = z
  .object({
    playerId: PlayerId,
    playerName: z.string(),
    ready: z.boolean(),
    connected: z.boolean().describe('Has a socket; a member who never used one keeps the seat without'),
    joinedAt: Milliseconds,
  })
  .meta({ id: 'LobbyMember' });

/** A lobby as clients see it. */
export const LobbyView = z
  .object({
    lobbyId: Id,
    name: z.string(),
    description: z.string().optional(),
    hostId: PlayerId.nullable().describe('null while nobody is in'),
    state: LobbyPhase,
    privacy: Privacy,
    maxPlayers: MaxPlayers,
    gameMode: z.string().optional(),
    difficulty: z.string().optional(),
    hasPassword: z.boolean(),
    config: z.record(z.string(), z.unknown()),
    metadata: z.record(z.string(), z.unknown()),
    players: z.array(LobbyMember).describe('The longest-present first'),
    createdAt: Milliseconds,
    startedAt: Milliseconds.optional().describe('When the game begins; after a countdown'),
  })
  .meta({ id: 'Lobby' });
export type LobbyView = z.output<typeof LobbyView>;
