import { randomUUID } from 'node:crypto';
import type { PlayerCaller } from '../../contract/caller.js';
import { AppError } from '../../contract/errors.js';
import type { ProjectId } from '../../contract/ids.js';
import { readVersion } from '../../transport/docs/version.js';
import type { Connection, Fault, Receiver } from '../../transport/websocket/connection.js';
import type { CentrifugeParts } from './centrifuge.js';
import { Channels } from './channels.js';
import { Command, disconnects, errorOf, MalformedCommand, PING_SECONDS, ReplyError } from './protocol.js';

/** Clients refresh their token this long before it ends, seconds. */
const REFRESH_AHEAD = 10;
const version = `fanfare ${readVersion()}`;

/** One connection of the Centrifuge protocol. */
export class Session implements Receiver {
  readonly #parts: CentrifugeParts;
  readonly #connection: Connection;
  readonly #client = randomUUID();
  #channels: Channels | undefined;
  /** Commands are answered in the order they came. */
  #turn: Promise<void> = Promise.resolve();

  constructor(parts: CentrifugeParts, connection: Connection) {
    this.#parts = parts;
    this.#connection = connection;
  }

  get isConnected(): boolean {
    return this.#channels !== undefined;
  }

  text(text: string): void {
    const commands = readCommands(text);
    if (!commands) this.#disconnect(disconnects.badRequest);
    for (const command of commands ?? []) this.#turn = this.#turn.then(() => this.#handle(command));
  }

  fault(fault: Fault, message: Buffer): void {
    const commands = fault === 'too_many' ? readCommands(message.toString()) : undefined;
    if (!commands) this.#disconnect(disconnects.badRequest);
    for (const { id } of commands ?? []) {
      if (id !== undefined) this.#reply({ id, error: errorOf(new ReplyError(111)) });
    }
  }

  closed(): void {
    this.#channels?.closeAll();
  }

  async #handle(command: Command): Promise<void> {
    const { id } = command;
    // An empty command is the answer to a ping.
    if (id === undefined) return;
    try {
      if (command.connect) return await this.#connect(id, command.connect.token);
      const channels = this.#channels;
      if (!channels) return this.#disconnect(disconnects.badRequest);
      if (command.subscribe) return await channels.subscribe(id, command.subscribe);
      if (command.unsubscribe) {
        channels.unsubscribe(command.unsubscribe.channel);
        return this.#reply({ id, unsubscribe: {} });
      }
      if (command.refresh) return await this.#refresh(id, command.refresh.token);
      if (command.ping) return this.#reply({ id, ping: {} });
      throw new ReplyError('isMalformed' in command ? 107 : 108);
    } catch (error) {
      this.#fail(id, error);
    }
  }

  async #connect(id: number, token: string | undefined): Promise<void> {
    if (this.#channels) return this.#disconnect(disconnects.badRequest);
    const caller = token === undefined || token === '' ? undefined : await this.#identify(token);
    const project = caller?.project ?? this.#parts.publicProject;
    if (project === undefined) throw new ReplyError(101);
    this.#connection.caller = caller;
    this.#channels = this.#openChannels(project);
    this.#reply({ id, connect: { ...this.#identity(caller), ping: PING_SECONDS, pong: true } });
  }

  async #refresh(id: number, token: string): Promise<void> {
    const caller = await this.#identify(token);
    const before = this.#connection.caller;
    if (caller.playerId !== before?.playerId || caller.project !== before.project) throw new ReplyError(103);
    this.#connection.caller = caller;
    await this.#channels?.review();
    this.#reply({ id, refresh: this.#identity(caller) });
  }

  async #identify(token: string): Promise<PlayerCaller> {
    const { authenticator } = this.#parts;
    const caller = authenticator.token(token);
    await authenticator.admit(caller);
    return caller;
  }

  #identity(caller: PlayerCaller | undefined): object {
    const base = { client: this.#client, version };
    if (!caller) return base;
    const left = Math.floor((caller.expiresAt - Date.now()) / 1000);
    return { ...base, expires: true, ttl: Math.max(1, left - REFRESH_AHEAD) };
  }

  #openChannels(project: ProjectId): Channels {
    return new Channels({ ...this.#parts, project, connection: this.#connection });
  }

  #fail(id: number, error: unknown): void {
    const isExpected = error instanceof AppError || error instanceof ReplyError;
    if (!isExpected) {
      this.#parts.deps.observe.log.error({ err: error, requestId: this.#client }, 'unexpected error');
    }
    const isBadToken = error instanceof AppError && error.code === 'UNAUTHORIZED' && !this.#channels;
    if (isBadToken) this.#disconnect(disconnects.invalidToken);
    else this.#reply({ id, error: errorOf(error) });
  }

  #reply(reply: object): void {
    this.#connection.send(JSON.stringify(reply));
  }

  #disconnect({ code, reason }: { readonly code: number; readonly reason: string }): void {
    this.#connection.close(code, reason);
  }
}

/** One command per line; undefined when one of them is not even an object. */
function readCommands(text: string): readonly Command[] | undefined {
  const commands: Command[] = [];
  try {
    for (const line of text.split('\n')) {
      if (line.trim() === '') continue;
      const value: unknown = JSON.parse(line);
      const parsed = Command.safeParse(value);
      const command = parsed.success ? parsed.data : MalformedCommand.parse(value);
      commands.push(command);
    }
  } catch {
    return undefined;
  }
  return commands;
}
