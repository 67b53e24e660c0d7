import type { ServerOptions } from 'node:http';

/** How long node's HTTP server waits for clients, ms. Upgraded connections (WebSocket) are not concerned. */
export const serverOptions: ServerOptions = {
  headersTimeout: 10_000,
  // The largest body, 5 MiB, at 170 KiB/s.
  requestTimeout: 30_000,
  connectionsCheckingInterval: 5_000,
  // Longer than a proxy keeps its idle connections (nginx: 60 s), so that it never writes into one we are closing.
  keepAliveTimeout: 65_000,
};
