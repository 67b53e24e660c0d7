import { channelKinds } from '../../contract/ids.js';
import type { CallContext, Feature } from '../../contract/operation.js';
import type { Command } from './command.js';
import { namespaces } from './namespaces.js';

/** The features' operations that players may call by a socket command, as one namespace serves them. */
export function featureCommands(features: readonly Feature[], namespace: string): Map<string, Command> {
  const commands = new Map<string, Command>();
  for (const { operations, handlers } of features) {
    for (const [name, { socket, caller, input }] of Object.entries(operations)) {
      const handle = handlers[name];
      if (socket === undefined || caller === 'key' || !handle || !isServed(socket, namespace)) continue;
      commands.set(socket, {
        input,
        run: async (payload, { player, at, requestId }) => {
          const context: CallContext = { caller: player.caller, at, requestId };
          // An operation without output answers with nothing.
          return { body: ((await handle(payload, context)) ?? {}) as object };
        },
      });
    }
  }
  return commands;
}

/** `chat:send` belongs to `/` and `/chat`; a command that names no kind of channel is served everywhere. */
function isServed(command: string, namespace: string): boolean {
  const kind = channelKinds.find((known) => command.startsWith(`${known}:`));
  const only = namespaces[namespace];
  return kind === undefined || only === undefined || only === kind;
}
