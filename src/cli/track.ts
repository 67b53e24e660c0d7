import { type CommandContext, Misunderstood, wordAt } from './command.js';

/** Tracks an event and prints what it did. */
export async function track(context: CommandContext): Promise<number> {
  const { flags, rest, terminal } = context;
  const answer = await rest.post(`/events${flags['dry-run'] ? '?dryRun=1' : ''}`, {
    playerId: wordAt(context, 0, 'whose event, e.g. fanfare track ann match_won'),
    eventType: wordAt(context, 1, 'the type of event, e.g. match_won'),
    properties: readProperties(context.words[2]),
    idempotencyKey: flags.once,
  });
  terminal.write(JSON.stringify(answer, undefined, 2));
  return 0;
}

function readProperties(text: string | undefined): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    throw new Misunderstood(`The properties are not JSON: ${text}`);
  }
}
