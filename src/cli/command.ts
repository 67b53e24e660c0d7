import type { Rest } from './rest.js';

/** What was given as `--name value`. */
export interface Flags {
  readonly url?: string | undefined;
  readonly key?: string | undefined;
  readonly name?: string | undefined;
  readonly ttl?: string | undefined;
  readonly grant?: readonly string[] | undefined;
  readonly once?: string | undefined;
  readonly 'dry-run'?: boolean | undefined;
  readonly as?: string | undefined;
  readonly help?: boolean | undefined;
}

/** Where a command writes to. */
export interface Terminal {
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly isColoured: boolean;
  write(line: string): void;
  complain(line: string): void;
  /** Resolves when the user has had enough. */
  untilStopped(): Promise<unknown>;
}

export interface CommandContext {
  readonly words: readonly string[];
  readonly flags: Flags;
  readonly terminal: Terminal;
  readonly rest: Rest;
}

/** A failure the user can do something about: its message is all there is to show. */
export class CommandFailure extends Error {
  override readonly name: string = 'CommandFailure';
}

/** What was typed is not a command that could be tried. */
export class Misunderstood extends CommandFailure {
  override readonly name = 'Misunderstood';
}

/**
 * A word the command cannot do without.
 * @throws Misunderstood
 */
export function wordAt({ words }: Pick<CommandContext, 'words'>, index: number, meaning: string): string {
  const word = words[index];
  if (word === undefined) throw new Misunderstood(`Missing: ${meaning}`);
  return word;
}
