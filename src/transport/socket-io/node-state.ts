import { randomUUID } from 'node:crypto';
import type { Config } from '../../config.js';
import type { Engine } from '../../engine/engine.js';
import type { Observe } from '../../observe.js';
import { Connections } from './connections.js';
import { type OnPresence, Players } from './players.js';
import { PresenceReporter } from './presence-reporter.js';
import { RevokedLately } from './revoked-lately.js';

export interface NodeStateParts {
  readonly config: Config;
  readonly observe: Observe;
  readonly engine: Engine;
  /** This node's name among the nodes. Default: random. */
  readonly node?: string | undefined;
  /** Told when a player's first socket has come to this node, or the last has left. */
  readonly onPresence?: OnPresence | undefined;
}

/** What a node knows of its own connections. */
export interface NodeState {
  /** This node's name among the nodes. */
  readonly node: string;
  readonly connections: Connections;
  readonly players: Players;
  readonly presence: PresenceReporter;
  readonly revokedLately: RevokedLately;
}

export function createNodeState(parts: NodeStateParts): NodeState {
  const { config, observe, engine, node = randomUUID(), onPresence } = parts;
  const players: Players = new Players((...change) => {
    presence.note(...change);
    onPresence?.(...change);
  });
  const presence = new PresenceReporter({
    presence: engine.presence,
    node,
    online: () => players.online(),
    log: observe.log,
  });
  return {
    node,
    connections: new Connections({ config, observe }),
    players,
    presence,
    revokedLately: new RevokedLately(),
  };
}
