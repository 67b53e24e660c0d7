import type { Server } from 'socket.io';
import type { Authenticator } from '../../auth/authenticator.js';
import type { Config } from '../../config.js';
import type { ChannelKind } from '../../contract/ids.js';
import type { Feature } from '../../contract/operation.js';
import type { Engine } from '../../engine/engine.js';
import type { SubscribableKind } from '../../hub/channel-kind.js';
import type { Hub } from '../../hub/hub.js';
import type { Observe } from '../../observe.js';
import { createAdmission } from './admission.js';
import type { Commands } from './command.js';
import { createDispatcher } from './dispatcher.js';
import { featureCommands } from './feature-commands.js';
import { feedCommands } from './feed-commands.js';
import { FEED_NAMESPACE, namespaces } from './namespaces.js';
import type { NodeState } from './node-state.js';
import { RoomWriter } from './room-writer.js';
import { serveNamespace } from './serve-namespace.js';
import { sessionCommands } from './session-commands.js';
import { subscriptionCommands } from './subscription-commands.js';

export interface MountParts {
  readonly config: Config;
  readonly observe: Observe;
  readonly engine: Engine;
  readonly authenticator: Authenticator;
  readonly hub: Pick<Hub, 'open'>;
  readonly kinds: Readonly<Partial<Record<ChannelKind, SubscribableKind>>>;
  readonly features: readonly Feature[];
}

/** Names of all namespaces. */
export const allNamespaces: readonly string[] = [...Object.keys(namespaces), FEED_NAMESPACE];

/** Serves every namespace; returns the writers that hold publications back until the end of the turn. */
export function mountNamespaces(io: Server, parts: MountParts, state: NodeState): readonly RoomWriter[] {
  const { config, observe, engine, authenticator } = parts;
  const { players, connections, revokedLately } = state;
  const feed = feedCommands(engine.channels);
  const session = sessionCommands({ authenticator, revokedLately });
  const tables = new Map<string, Commands>([
    [FEED_NAMESPACE, new Map(Object.entries({ ...session, ...feed.commands }))],
  ]);
  const writers: RoomWriter[] = [];
  for (const name of Object.keys(namespaces)) {
    const writer = new RoomWriter({ namespace: io.of(name), connections, metrics: observe.metrics });
    writers.push(writer);
    const subscription = subscriptionCommands({
      observe,
      subscriptions: { ...parts, writer, limit: config.SUBSCRIPTIONS_PER_CONNECTION },
    });
    const own = Object.entries({ ...session, ...subscription });
    tables.set(name, new Map([...featureCommands(parts.features, name), ...own]));
  }

  const middleware = createAdmission({ config, observe, authenticator, connections, players });
  const dispatch = createDispatcher({ config, observe, commandsOf: (name) => tables.get(name) });
  for (const name of allNamespaces) {
    serveNamespace(io.of(name), {
      middleware,
      connections,
      players,
      revokedLately,
      dispatch,
      onGone: feed.leave,
    });
  }
  return writers;
}
