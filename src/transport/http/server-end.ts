import type { Server } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';

/** Calls under way when the port is closed get this long, ms. */
const LAST_CALLS_MS = 2_000;
const SWEEP_MS = 100;

/** How an HTTP server ends without leaving anybody in the middle of a call. */
export interface ServerEnd {
  /** Makes each answer from now on the last one of its connection: a proxy would go on using the ones it keeps. */
  drain(): void;
  /** Takes no new connections, and resolves when the open ones have their answers or have had their time. */
  close(): Promise<void>;
}

export const createServerEnd = (server: Server): ServerEnd => ({
  drain() {
    server.prependListener('request', (_request, response) => {
      response.shouldKeepAlive = false;
    });
  },

  async close() {
    const closed = new Promise((resolve) => server.close(resolve));
    // A call that began before the drain leaves an idle connection behind when it is answered.
    const sweep = setInterval(() => server.closeIdleConnections(), SWEEP_MS);
    await Promise.race([closed, delay(LAST_CALLS_MS, undefined, { ref: false })]);
    clearInterval(sweep);
    // A browser opens connections ahead of need, and one that never asked for anything does not count as idle.
    server.closeAllConnections();
    await closed;
  },
});
