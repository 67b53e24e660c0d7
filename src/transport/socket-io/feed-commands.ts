import { z } from 'zod';
import type { ProjectId } from '../../contract/ids.js';
import type { Channels } from '../../engine/engine.js';
import { type Command, command } from './command.js';
import { Firehose } from './firehose.js';
import { FEED_NAMESPACE } from './namespaces.js';
import type { PlayerSocket } from './player-socket.js';

const Names = z.array(z.string().min(1).max(160)).min(1).max(100).optional();

/** The commands of `/feed`, and what to do when one of its sockets is gone. */
export function feedCommands(channels: Channels): {
  readonly commands: Record<string, Command>;
  readonly leave: (player: PlayerSocket) => void;
} {
  const firehoses = new Map<ProjectId, Firehose>();
  const firehoseOf = (project: ProjectId): Firehose => {
    const known = firehoses.get(project);
    if (known) return known;
    const firehose = new Firehose(project, { channels, namespace: FEED_NAMESPACE });
    firehoses.set(project, firehose);
    return firehose;
  };
  const leave = (player: PlayerSocket): void => firehoses.get(player.caller.project)?.leave(player);

  const commands = {
    subscribe_all: command({
      input: z.object({ types: Names, channels: Names }),
      inTurn: true,
      run: async (filter, { player }) => {
        await firehoseOf(player.caller.project).follow(player, filter);
        return { body: filter, event: 'subscribed' };
      },
    }),
    unsubscribe_all: command({
      input: z.object({}),
      inTurn: true,
      run: (_, { player }) => {
        leave(player);
        return { body: {}, event: 'unsubscribed' };
      },
    }),
  };
  return { commands, leave };
}
