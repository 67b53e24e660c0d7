import type { App } from './app.js';
import type { Config } from './config.js';
import { DEMO_KEY, DEMO_PROJECT } from './features/definitions/demo.js';

/** What a newcomer can paste: printed when the demo project is served in development, else empty. */
export function welcome(
  { production, DEFINITIONS }: Config,
  { url, mintToken }: Pick<App, 'url' | 'mintToken'>,
): string {
  if (production || DEFINITIONS) return '';
  const { token } = mintToken({ project: DEMO_PROJECT, playerId: 'ann', name: 'Ann', ttlSeconds: 900 });
  return `
Track an event:

  curl -s ${url}/api/v1/events -H 'X-API-Key: ${DEMO_KEY}' -H 'Content-Type: application/json' \\
    -d '{"playerId":"ann","eventType":"match_won"}'

A socket token for player ann, good for 15 minutes:

  ${token}
`;
}
