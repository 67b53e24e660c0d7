import type { Client } from '../../socket-io/client.js';
import type { Nodes } from './nodes.js';

let made = 0;

/** Makes a board nobody else uses. */
export async function newBoard(nodes: Nodes, fields: object = {}): Promise<string> {
  const id = `live-${++made}`;
  const { status } = await nodes.rest('/admin/leaderboards', { id, name: id, ...fields });
  if (status !== 201) throw new Error(`no board: ${status}`);
  return id;
}

export const follow = (client: Client, leaderboardId: string, more: object = {}) =>
  client.ask('subscribe', { channel: 'leaderboard', leaderboardId, ...more });

/** The last event of a name a client got. */
export const last = (client: Client, name: string): Record<string, unknown> | undefined =>
  client.received.findLast((received) => received.name === name)?.fields;

export const namesOf = (client: Client): string[] => client.received.map(({ name }) => name);

/** Who is in the rankings of an event or a snapshot. */
export const playersOf = (fields: Record<string, unknown> | undefined): string[] | undefined =>
  (fields?.rankings as { playerId: string }[] | undefined)?.map(({ playerId }) => playerId);
