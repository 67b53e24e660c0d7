import { type CommandContext, Misunderstood, wordAt } from './command.js';

/** Prints a socket token, and nothing else, so that it can be used in scripts. */
export async function token(context: CommandContext): Promise<number> {
  const { flags, rest, terminal } = context;
  const ttlSeconds = flags.ttl === undefined ? undefined : Number(flags.ttl);
  if (Number.isNaN(ttlSeconds)) throw new Misunderstood('--ttl takes seconds');
  const minted = await rest.post('/auth/socket-token', {
    playerId: wordAt(context, 0, 'whose token, e.g. fanfare token ann'),
    displayName: flags.name,
    ttlSeconds,
    grants: flags.grant,
  });
  // As the operation declares it.
  terminal.write((minted as { readonly token: string }).token);
  return 0;
}
