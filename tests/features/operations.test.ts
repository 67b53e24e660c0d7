import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { type Client, connect } from '../../src/client/index.js';
import { eventually } from '../support/eventually.js';
import { type NodeProcess, startNode } from '../support/node-process.js';
import { type RedisServer, startRedis } from '../support/redis.js';
import { call, mintToken } from '../support/rest.js';

let redis: RedisServer;
let nodes: NodeProcess[] = [];
const clients: Client[] = [];
beforeAll(async () => {
  redis = await startRedis();
  nodes = await Promise.all([startNode({ REDIS_URL: redis.url }), startNode({ REDIS_URL: redis.url })]);
});
afterAll(async () => {
  for (const client of clients.splice(0)) client.close();
  await Promise.all(nodes.map((node) => node.kill()));
  await redis.remove();
});

const url = (index: number): string => nodes[index]?.url ?? '';
const follow = async (index: number, playerId: string) => {
  const client = connect({ url: url(index), token: () => mintToken(url(index), playerId) });
  clients.push(client);
  await client.subscribe({ channel: 'chat', channelId: 'global' }).ready();
};

describe('GET /admin/nodes', () => {
  it('tells of every node, whichever is asked, and adds their audience up', async () => {
    await Promise.all([follow(0, 'ann'), follow(1, 'ann'), follow(1, 'ben')]);
    await call(url(0), '/events', { body: { playerId: 'ann', eventType: 'match_won' } });

    const views = await Promise.all(
      [0, 1].map(async (index) => (await call(url(index), '/admin/nodes')).body),
    );

    for (const { nodes: reports, complete, channels } of views) {
      expect(complete).toBe(true);
      expect(reports).toHaveLength(2);
      expect(reports.map((each: { connections: number }) => each.connections).sort()).toEqual([1, 2]);
      expect(reports[0]).toMatchObject({ engine: 'redis', ready: true });
      expect(reports[0].counters.delays.at(-1)).toEqual({ upToSeconds: null, count: expect.any(Number) });
      const tracked = reports.map((each: { counters: { events: number } }) => each.counters.events);
      expect(tracked.sort()).toEqual([0, 1]);
      expect(channels).toEqual([{ channel: 'chat:global', subscribers: 3 }]);
    }
    expect(views[0].nodes.map(named)).toEqual(views[1].nodes.map(named));
  });

  it('is for operators only', async () => {
    const token = await mintToken(url(0), 'ann');

    expect((await call(url(0), '/admin/nodes', { headers: {} })).status).toBe(401);
    expect(
      (await call(url(0), '/admin/nodes', { headers: { authorization: `Bearer ${token}` } })).status,
    ).toBe(403);
  });

  it('shows what went wrong lately, without secrets', async () => {
    await redis.stop();

    await eventually(async () => {
      const { body } = await call(url(0), '/admin/nodes');
      const [own] = body.nodes.filter((each: { ready: boolean }) => !each.ready);
      expect(own.recentErrors[0]).toMatchObject({
        message: expect.stringMatching(/\w+/),
        at: expect.any(Number),
      });
    }, 10_000);
  });
});

const named = ({ node }: { node: string }): string => node;
