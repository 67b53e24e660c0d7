import { createActs } from './acts.js';
import { createRest } from './rest.js';

/** A few bots that play the demo game while somebody watches. */
export interface Simulator {
  readonly isRunning: boolean;
  /** Somebody opened the page: plays as long as anybody is connected. */
  wake(): void;
  pause(): void;
  resume(): void;
  close(): void;
}

export interface SimulatorParts {
  /** Of the node, once it listens. */
  readonly url: () => string;
  readonly key: string;
  /** Whether anybody is connected to the node. */
  readonly hasAudience: () => boolean;
  readonly onFailure: (error: unknown) => void;
}

const LEAST_PAUSE_MS = 500;
const MOST_PAUSE_MS = 1_300;
/** Who opens the page has this long to connect. */
const PATIENCE_TICKS = 10;

/** The bots are clients of the API like any game server: nothing of the node knows about them. */
export function createSimulator({ url, key, hasAudience, onFailure }: SimulatorParts): Simulator {
  const acts = createActs(createRest(url, key));
  let timer: NodeJS.Timeout | undefined;
  let isPaused = false;
  let idleTicks = 0;

  const plan = () => {
    const waitMs = LEAST_PAUSE_MS + Math.random() * (MOST_PAUSE_MS - LEAST_PAUSE_MS);
    timer = setTimeout(() => void play(), waitMs).unref();
  };

  const play = async () => {
    idleTicks = hasAudience() ? 0 : idleTicks + 1;
    if (idleTicks < PATIENCE_TICKS) {
      if (!isPaused && idleTicks === 0) await acts.next().catch(onFailure);
      if (timer) plan();
    } else {
      timer = undefined;
    }
  };

  const wake = () => {
    idleTicks = 0;
    if (!timer) plan();
  };

  return {
    get isRunning() {
      return !isPaused;
    },
    wake,
    pause() {
      isPaused = true;
    },
    resume() {
      isPaused = false;
      wake();
    },
    close() {
      clearTimeout(timer);
      timer = undefined;
    },
  };
}
