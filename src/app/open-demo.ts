import type { Config } from '../config.js';
import { createSimulator, type Simulator } from '../demo/simulator.js';
import { DEMO_KEY } from '../features/definitions/demo.js';
import type { Log } from '../observe.js';
import type { Sockets } from '../transport/socket-io/sockets.js';

/** The demo project's key and bots, for the playground. */
export interface Demo {
  readonly apiKey: string;
  readonly simulator: Simulator;
}

export interface DemoParts {
  readonly log: Log;
  /** What there is once the node listens. */
  readonly app: () => { readonly sockets?: Sockets; readonly url?: string };
}

/** Opens the demo where the playground serves the demo project; never in production. */
export function openDemo(
  { production, DEFINITIONS, PLAYGROUND }: Config,
  { log, app }: DemoParts,
): Demo | undefined {
  if (production || DEFINITIONS !== undefined || !PLAYGROUND) return undefined;
  const simulator = createSimulator({
    url: () => app().url ?? '',
    key: DEMO_KEY,
    hasAudience: () => (app().sockets?.connectionsCount() ?? 0) > 0,
    onFailure: (error) => log.debug({ err: error }, 'a bot of the demo failed'),
  });
  return { apiKey: DEMO_KEY, simulator };
}
