import type { z } from 'zod';
import type { PlayerSocket } from './player-socket.js';

/** What a command knows besides its payload. */
export interface Call {
  readonly player: PlayerSocket;
  /** Server time, Unix ms. */
  readonly at: number;
  readonly requestId: string;
}

export interface Answer {
  /** What the acknowledgement says besides `ok: true`. */
  readonly body: object;
  /** The event that carries the answer when the client gave no acknowledgement; absent: it is told nothing. */
  readonly event?: string;
  /** The answer is part of the client's own subscribe, however large. */
  readonly isExempt?: boolean;
  /** Runs right after the answer was written. */
  readonly after?: () => Promise<void>;
}

/** What a client may ask for by an event of this name. */
export interface Command {
  readonly input: z.ZodType;
  /** Waits for the earlier commands of this socket that do, until their `after` is done. */
  readonly inTurn?: boolean;
  /** `input` is what the schema made of the payload. */
  run(input: unknown, call: Call): Promise<Answer> | Answer;
}

export type Commands = ReadonlyMap<string, Command>;

/** Declares a command; checks that `run` takes what `input` makes. */
export const command = <Input extends z.ZodType>(declared: {
  readonly input: Input;
  readonly inTurn?: boolean;
  readonly run: (input: z.output<Input>, call: Call) => Promise<Answer> | Answer;
}): Command =>
  // The pair was checked against its own types right here; the dispatcher only sees the erased form.
  declared as Command;
