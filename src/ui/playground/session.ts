import { connect } from '../../client/index.js';
import { createApi, faultOf, type Reply } from '../shared/api.js';
import type { Stage } from './stage.js';

/** Players a tab can be; two tabs as the same one show the same. */
export const people: readonly { readonly id: string; readonly name: string }[] = [
  { id: 'ann', name: 'Ann' },
  { id: 'ben', name: 'Ben' },
  { id: 'cleo', name: 'Cleo' },
];

/** What the server lets this page use. */
export interface Offer {
  /** Only of the demo project in development. */
  readonly apiKey?: string;
  readonly simulator?: { readonly running: boolean };
}

export async function readOffer(): Promise<Offer> {
  const response = await fetch('/playground/session');
  if (!response.ok) throw new Error(`The server answered ${response.status}`);
  return response.json();
}

/** Who plays in this tab: `?player=ben`. */
export function readPlayer(): { readonly id: string; readonly name: string } {
  const id = new URLSearchParams(location.search).get('player') ?? 'ann';
  return people.find((person) => person.id === id) ?? { id, name: id };
}

/**
 * Lets a player in: names it, and connects with tokens minted as they are needed.
 * @throws Error with what the server says about the key
 */
export async function openStage(apiKey: string): Promise<Stage> {
  const api = createApi(apiKey);
  const { id: playerId, name: playerName } = readPlayer();
  mustBeFine(await api.call('PUT', `/players/${encodeURIComponent(playerId)}`, { displayName: playerName }));
  const client = connect({
    url: location.origin,
    token: async () => {
      const reply = await api.call('POST', '/auth/socket-token', { playerId, displayName: playerName });
      mustBeFine(reply);
      // As the operation declares it.
      return (reply.body as { readonly token: string }).token;
    },
  });
  return { client, api, playerId, playerName };
}

function mustBeFine(reply: Reply): void {
  if (!reply.ok) throw new Error(faultOf(reply));
}
