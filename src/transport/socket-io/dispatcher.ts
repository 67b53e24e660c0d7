import type { Config } from '../../config.js';
import { AppError, invalid, MAX_FAULTS } from '../../contract/errors.js';
import type { Observe } from '../../observe.js';
import { toAppError } from '../app-error.js';
import type { Answer, Call, Command, Commands } from './command.js';
import type { Limit } from './connection.js';
import type { Encoded } from './encoded.js';
import { tellLimited } from './limited.js';
import { MALFORMED, OVERSIZED } from './parser.js';
import type { PlayerSocket } from './player-socket.js';

export interface DispatcherParts {
  /** What each namespace answers to. */
  readonly commandsOf: (namespace: string) => Commands | undefined;
  readonly config: Pick<Config, 'MESSAGE_BYTES' | 'COMMANDS_PER_SECOND'>;
  readonly observe: Observe;
}

/** Takes an event from a client: its name as it came and its arguments, the acknowledgement last. */
export type Dispatch = (player: PlayerSocket, name: unknown, args: readonly unknown[]) => void;

/** Of one mistake: a refusal must not be much larger than what it refuses. */
const MAX_FAULT_CHARACTERS = 300;

type Acknowledge = (answer: Encoded) => void;

interface Incoming extends Call {
  readonly name: unknown;
  readonly payload: readonly unknown[];
  readonly acknowledge: Acknowledge | undefined;
}

/** Checks limits and payloads, runs commands and writes their answers. Nothing a client sends makes it throw. */
export function createDispatcher(parts: DispatcherParts): Dispatch {
  let calls = 0;

  return (player, name, args) => {
    const last = args.at(-1);
    // Only Socket.IO puts functions there; the wire cannot carry any.
    const acknowledge = typeof last === 'function' ? (last as Acknowledge) : undefined;
    const payload = acknowledge ? args.slice(0, -1) : args;
    calls += 1;
    const requestId = `${player.socket.id}.${calls}`;
    const incoming = { player, name, payload, acknowledge, at: Date.now(), requestId };

    if (name === OVERSIZED) return refuse(parts, incoming, 'message_size', 0);
    const waitMs = player.connection.takeCommand(performance.now());
    if (waitMs > 0) return refuse(parts, incoming, 'commands', Math.ceil(waitMs));
    void execute(parts, incoming);
  };
}

async function execute(parts: DispatcherParts, incoming: Incoming): Promise<void> {
  try {
    const command = find(parts, incoming);
    const input = readPayload(command, incoming.payload);
    const perform = () => run(command, input, incoming);
    await (command.inTurn ? incoming.player.inTurn(perform) : perform());
  } catch (error) {
    fail(incoming, toAppError(error, { log: parts.observe.log, requestId: incoming.requestId }));
  }
}

async function run(command: Command, input: unknown, incoming: Incoming): Promise<void> {
  const answer = await command.run(input, incoming);
  succeed(incoming, answer);
  await answer.after?.();
}

function find({ commandsOf }: DispatcherParts, { player, name, at }: Incoming): Command {
  if (player.caller.expiresAt <= at) throw new AppError('TOKEN_EXPIRED');
  if (name === MALFORMED) throw new AppError('VALIDATION_ERROR', { message: 'The packet cannot be decoded' });
  const command = typeof name === 'string' ? commandsOf(player.namespace)?.get(name) : undefined;
  if (!command) throw new AppError('VALIDATION_ERROR', { message: 'There is no such command' });
  return command;
}

function readPayload({ input }: Command, payload: readonly unknown[]): unknown {
  if (payload.length > 1) {
    throw new AppError('VALIDATION_ERROR', {
      message: 'A command takes one object and an optional acknowledgement',
    });
  }
  const given = payload[0] ?? {};
  // To a schema binary data is an object with a field for each byte.
  if (ArrayBuffer.isView(given)) throw invalid({ field: 'payload', message: 'must be an object' });
  const parsed = input.safeParse(given);
  if (parsed.success) return parsed.data;
  const faults = parsed.error.issues.slice(0, MAX_FAULTS).map(({ path, message }) => ({
    field: path.join('.') || 'payload',
    message: message.slice(0, MAX_FAULT_CHARACTERS),
  }));
  throw invalid(...faults);
}

function succeed({ player, acknowledge }: Incoming, { body, event, isExempt }: Answer): void {
  if (!player.isConnected || (!acknowledge && event === undefined)) return;
  const json = JSON.stringify({ ok: true, ...body });
  if (isExempt) player.connection.exempt(Buffer.byteLength(json));
  if (acknowledge) acknowledge(player.encoded(json));
  else if (event !== undefined) player.emitJson(event, json);
}

function fail({ player, name, acknowledge }: Incoming, { code, message, retryAfterMs }: AppError): void {
  if (!player.isConnected) return;
  const error = { code, message, ...(retryAfterMs !== undefined && { retryAfterMs }) };
  if (acknowledge) acknowledge(player.encoded(JSON.stringify({ ok: false, error })));
  else player.emit('error', { command: typeof name === 'string' ? name.slice(0, 64) : null, ...error });
}

/** Drops a command over a limit of the connection. */
function refuse(parts: DispatcherParts, incoming: Incoming, limit: Limit, retryAfterMs: number): void {
  const message =
    limit === 'message_size'
      ? `At most ${parts.config.MESSAGE_BYTES} bytes per message`
      : `At most ${parts.config.COMMANDS_PER_SECOND} commands per second`;
  const error = new AppError('RATE_LIMITED', { message, ...(retryAfterMs > 0 && { retryAfterMs }) });
  tellLimited(incoming.player, limit, { error, metrics: parts.observe.metrics });
  // Without acknowledgement the warning is enough: an event per dropped command would be a flood of its own.
  if (incoming.acknowledge) fail(incoming, error);
}
