import { centrifuge } from './centrifuge/centrifuge.js';
import type { Gateway, GatewayParts } from './gateway.js';
import { marketFeed } from './market-feed.js';
import { phoenixBoards } from './phoenix/endpoint.js';
import { rounds } from './rounds.js';

/** Puts the gateways together; a new one is named here and nowhere else. */
export function createGateways(parts: GatewayParts): Gateway {
  const gateways = [marketFeed(parts), phoenixBoards(parts), rounds(parts), centrifuge(parts)];
  return {
    endpoints: gateways.flatMap(({ endpoints }) => endpoints),
    handlers: gateways.flatMap(({ handlers }) => handlers),
    close() {
      for (const gateway of gateways) gateway.close();
    },
  };
}
