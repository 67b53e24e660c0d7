import { type Follower, type FollowerOptions, follow } from '../support/follower.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { type Answer, call, mintToken, write } from '../support/rest.js';

/** Nodes in processes of their own, and players who follow their own channel on them. */
export interface Stage {
  readonly nodes: NodeProcess[];
  /** The nodes' addresses, this one first. */
  urls(first?: number): string[];
  followPlayer(playerId: string, options?: Partial<FollowerOptions>): Promise<Follower>;
  close(): Promise<void>;
}

export async function openStage(environment: Readonly<Record<string, string>>): Promise<Stage> {
  const nodes = await Promise.all([startNode(environment), startNode(environment)]);
  const followers: Follower[] = [];
  const urls = (first = 0) => nodes.map((_, index) => nodes[(first + index) % nodes.length]?.url ?? '');

  return {
    nodes,
    urls,
    async followPlayer(playerId, options = {}) {
      const order = options.urls ?? urls();
      const [url = ''] = order;
      if (!options.token) await call(url, `/players/${playerId}`, { method: 'PUT', body: {} });
      const token = options.token ?? (await mintToken(url, playerId));
      const subscription = { channel: 'player', playerId };
      const follower = await follow({ subscription, ...options, token, urls: order });
      followers.push(follower);
      return follower;
    },
    async close() {
      for (const follower of followers) follower.close();
      await Promise.all(nodes.map((node) => node.kill()));
    },
  };
}

/** Grants the n-th point to a player, once, however often it has to be asked for. */
export const grant = (urls: readonly string[], playerId: string, n: number): Promise<Answer> =>
  write(urls, `/players/${playerId}/xp`, { body: { amount: 1 }, key: `${playerId}-grant-${n}` });

/** The XP after each change that a follower heard of. */
export const xps = ({ events }: Follower): unknown[] =>
  events.filter(({ name }) => name === 'xp_updated').map(({ fields }) => fields.xp);

/**
 * The XP a careful app ends with, taking every state it is told to take.
 * @throws Error when an event does not follow from what came before it
 */
export function finalXp({ told }: Follower): number {
  let xp = 0;
  for (const { name, fields } of told) {
    if (name === 'snapshot') xp = fields.xp;
    if (name !== 'xp_updated') continue;
    if (fields.xp !== xp + 1) throw new Error(`${fields.xp} XP after ${xp}`);
    xp = fields.xp;
  }
  return xp;
}

export const upTo = (most: number): number[] => Array.from({ length: most }, (_, index) => index + 1);
