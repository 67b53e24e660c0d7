import { parseArgs } from 'node:util';
import { check } from './check.js';
import { type CommandContext, CommandFailure, type Flags, Misunderstood, type Terminal } from './command.js';
import { createRest } from './rest.js';
import { tail } from './tail.js';
import { token } from './token.js';
import { track } from './track.js';

const usage = `fanfare <command>

  token <player>                     mint a socket token; --name, --ttl <seconds>, --grant <grant> (repeatable)
  track <player> <event> [json]      track an event; --once <idempotency key>, --dry-run
  tail [channel ...]                 follow channels such as player:ann or leaderboard:weekly-xp; without one,
                                     everything; --as <player>
  check <file>                       check a definitions file: every mistake with its place
  serve                              start a node; settings come from the environment, see .env.example

  --url <url>     of the server; default FANFARE_URL or http://127.0.0.1:3000
  --key <key>     API key; default FANFARE_KEY or the demo project's`;

const options = {
  url: { type: 'string' },
  key: { type: 'string' },
  name: { type: 'string' },
  ttl: { type: 'string' },
  grant: { type: 'string', multiple: true },
  once: { type: 'string' },
  'dry-run': { type: 'boolean' },
  as: { type: 'string' },
  help: { type: 'boolean', short: 'h' },
} as const;

const commands: Readonly<Record<string, (context: CommandContext) => Promise<number>>> = {
  token,
  track,
  tail,
  check,
  serve: async () => {
    await import('../main.js');
    return 0;
  },
};

/** Runs the command line; resolves with the exit code: 1 when something failed, 2 when it was not understood. */
export async function run(argv: readonly string[], terminal: Terminal): Promise<number> {
  const parsed = parse(argv);
  if (typeof parsed === 'string') {
    terminal.complain(`${parsed}\n\n${usage}`);
    return 2;
  }
  const [name = '', ...words] = parsed.words;
  const command = Object.hasOwn(commands, name) ? commands[name] : undefined;
  if (parsed.flags.help || name === 'help') {
    terminal.write(usage);
    return 0;
  }
  if (!command) {
    terminal.complain(name === '' ? usage : `There is no command ${name}\n\n${usage}`);
    return 2;
  }
  try {
    const rest = createRest(parsed.flags, terminal.environment);
    return await command({ words, flags: parsed.flags, terminal, rest });
  } catch (error) {
    if (!(error instanceof CommandFailure)) throw error;
    terminal.complain(error.message);
    return error instanceof Misunderstood ? 2 : 1;
  }
}

function parse(
  argv: readonly string[],
): { readonly words: readonly string[]; readonly flags: Flags } | string {
  try {
    const { positionals, values } = parseArgs({ args: [...argv], options, allowPositionals: true });
    return { words: positionals, flags: values };
  } catch (error) {
    return error instanceof Error ? error.message : 'Not understood';
  }
}
