import { Unavailable } from '../engine.js';

// What a Redis answers that is there but cannot serve now.
const passing =
  /^-?(LOADING|READONLY|CLUSTERDOWN|MASTERDOWN|MISCONF|OOM|NOREPLICAS|TRYAGAIN|BUSY|MOVED|ASK|UNBLOCKED|NOAUTH)\b/;

/**
 * Turns what a Redis client rejects with into the engine's own error. A reply that says that a command was wrong stays as it
 * is: it is a mistake of ours.
 */
export function asUnavailable(error: unknown): unknown {
  if (error instanceof Unavailable) return error;
  const reason = error instanceof Error ? error.message : String(error);
  if (error instanceof Error && error.name === 'ReplyError' && !passing.test(reason)) return error;
  return new Unavailable(`Redis does not answer: ${reason}`, { cause: error });
}
