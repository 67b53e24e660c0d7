import type { z } from 'zod';
import type { Caller, KeyCaller, PlayerCaller } from './caller.js';
import type { ErrorCode } from './errors.js';

type Method = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/** Who may call: a game server's key with a scope, a player's token, either of them, or anybody. */
export type CallerRule = 'key' | 'player' | 'any' | 'public';

/** One use case, declared once; the HTTP route, the socket command and their documentation are derived from it. */
export interface Operation<
  Input extends z.ZodType = z.ZodType,
  Output extends z.ZodType = z.ZodType,
  Rule extends CallerRule = CallerRule,
> {
  /** One line for the documentation. */
  readonly summary: string;
  readonly description?: string;
  /** Method and path below `/api/v1`, e.g. `POST /lobbies/:lobbyId/join`. */
  readonly http?: `${Method} /${string}`;
  /** Socket.IO command, e.g. `lobby:join`. */
  readonly socket?: string;
  readonly caller: Rule;
  /** Scope an API key needs. */
  readonly scope?: string;
  /**
   * One object: path parameters, query and body together. On GET and DELETE every field that is not in the path is a
   * query parameter; elsewhere only those named in `query` are, the rest is the JSON body.
   */
  readonly input: Input;
  readonly query?: readonly string[];
  readonly output: Output;
  /** HTTP status of a success. Default 200. */
  readonly status?: 200 | 201 | 204;
  /** Codes beyond the ones every operation can answer (validation, credential, limit, store). */
  readonly errors?: readonly ErrorCode[];
  /** `large` allows 5 MiB instead of 1 MiB. */
  readonly body?: 'large';
  readonly tag?: string;
}

/** An operation whose socket command is known by name, so that clients can be typed from it. */
export type Declared<
  Input extends z.ZodType,
  Output extends z.ZodType,
  Rule extends CallerRule,
  Socket extends string,
> = Operation<Input, Output, Rule> & { readonly socket?: Socket };

/** Declares an operation; returns it unchanged, with its types. */
export const operation = <
  const Input extends z.ZodType,
  const Output extends z.ZodType,
  const Rule extends CallerRule,
  const Socket extends string = never,
>(
  declared: Declared<Input, Output, Rule, Socket>,
): Declared<Input, Output, Rule, Socket> => declared;

/** What a handler knows of a call besides its input. */
export interface CallContext<C extends Caller = Caller> {
  readonly caller: C;
  /** Server time of the request, Unix ms. */
  readonly at: number;
  readonly requestId: string;
  /** From `X-Idempotency-Key`. */
  readonly idempotencyKey?: string;
}

type CallerOf<Rule extends CallerRule> = Rule extends 'key'
  ? KeyCaller
  : Rule extends 'player'
    ? PlayerCaller
    : Rule extends 'any'
      ? KeyCaller | PlayerCaller
      : Caller;

export type Operations = Readonly<Record<string, Operation>>;

/** One handler per operation of a feature; forgetting one does not compile. */
export type Handlers<Ops extends Operations> = {
  readonly [Name in keyof Ops]: (
    input: z.output<Ops[Name]['input']>,
    context: CallContext<CallerOf<Ops[Name]['caller']>>,
  ) => Promise<z.input<Ops[Name]['output']>>;
};

/** A mounted feature: its declarations and what answers them. */
export interface Feature<Ops extends Operations = Operations> {
  readonly operations: Ops;
  readonly handlers: Handlers<Ops>;
}

/** Pairs declarations with handlers, checking that they fit; the result is ready to mount. */
export const feature = <Ops extends Operations>(operations: Ops, handlers: Handlers<Ops>): Feature =>
  // The pair was checked against its own types right here; transports only see the erased form.
  ({ operations, handlers }) as unknown as Feature;
