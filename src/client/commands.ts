import type { z } from 'zod';
import type { Operation } from '../contract/operation.js';
import type { chatOperations } from '../features/chat/contract.js';
import type { lobbyOperations } from '../features/lobbies/contract.js';
import type { connectionOperations, feedOperations } from '../transport/docs/connection-contract.js';

type Declared = Readonly<Record<string, Operation>>;

/** The socket command of an operation; never when it is served over HTTP only. */
type SocketName<Op> = Op extends { readonly socket?: infer Name } ? Extract<Name, string> : never;

type CommandsOf<Ops extends Declared> = {
  readonly [Key in keyof Ops as SocketName<Ops[Key]>]: {
    readonly payload: z.input<Ops[Key]['input']>;
    readonly answer: z.output<Ops[Key]['output']>;
  };
};

/** What `subscribe` of the client does by itself, once per channel and connection. */
type Managed = 'subscribe' | 'unsubscribe' | 'unsubscribe_all' | 'auth:refresh';

/** The commands a client can send, as the server declares them. */
export type Commands = CommandsOf<typeof lobbyOperations> &
  CommandsOf<typeof chatOperations> &
  Omit<CommandsOf<typeof connectionOperations>, Managed> &
  Pick<CommandsOf<typeof feedOperations>, 'subscribe_all'>;

export type CommandName = keyof Commands & string;
export type Payload<Name extends CommandName> = Commands[Name]['payload'];
export type Answer<Name extends CommandName> = Commands[Name]['answer'];
