import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { decodeBody } from '../../../src/contract/publication.js';
import { decodeRankMoves } from '../../../src/contract/rank-moves.js';
import type { RankOrder } from '../../../src/engine/ranks.js';
import { openRedis } from '../../engine/open-redis.js';
import type { Client } from '../../socket-io/client.js';
import { BoardModel } from '../../support/board-model.js';
import { eventually } from '../../support/eventually.js';
import { type Nodes, startNodes } from './nodes.js';

const orders: readonly RankOrder[] = [
  { order: 'desc', ties: 'first' },
  { order: 'asc', ties: 'shared' },
  { order: 'desc', ties: 'shared', size: 6, minScore: 2 },
];
const players = Array.from({ length: 12 }, (_, index) => `p${index}`);
const WRITERS = 4;
const WRITES = 60;

let nodes: Nodes;
beforeAll(async () => {
  nodes = await startNodes(2);
});
afterAll(() => nodes.close());

const offsetOf = (fields: Record<string, unknown>): number => Number(String(fields.position).split('.')[2]);

/** What the board was after each of its publications. */
async function modelsOf(channel: `leaderboard:${string}`, order: RankOrder): Promise<BoardModel[]> {
  const engine = await openRedis(nodes.redisUrl ?? '', {
    retention: () => ({ publications: 1000, ttlMs: 60_000 }),
  });
  const entries = await engine.channels.historyBefore('game', channel, { limit: 1000 });
  await engine.close();
  const updates: { playerId: string; score: number }[][] = entries.toReversed().map(({ text }) =>
    decodeRankMoves(decodeBody(text).ranks ?? '').moves.map(({ playerId, after }) => ({
      playerId,
      score: after?.score ?? Number.NaN,
    })),
  );
  return Array.from({ length: updates.length + 1 }, (_, offset) => {
    const model = new BoardModel(order);
    for (const each of updates.slice(0, offset).flat()) model.apply({ ...each, operation: 'set' });
    return model;
  });
}

describe.each(orders)('with several writers on two nodes and %o', (order) => {
  const board = `exact-${orders.indexOf(order)}`;
  const clients: Client[] = [];

  beforeAll(async () => {
    await nodes.rest('/admin/leaderboards', { id: board, name: board, topN: 5, ...order });
    const write = async (writer: number) => {
      for (let n = 0; n < WRITES; n++) {
        const playerId = players[(n * 7 + writer * 5) % players.length];
        const score = ((n * 3 + writer) % 7) - 2;
        await nodes.rest(`/leaderboards/${board}/scores`, { playerId, score }, { node: writer % 2 });
      }
    };
    for (const [index, playerId] of players.slice(0, 6).entries()) {
      const client = await nodes.connect(playerId, { node: index % 2 });
      clients.push(client);
    }
    const following = clients.map(async (client, index) => {
      const view = index < 4 ? undefined : index === 4 ? { around: 1 } : { from: 2, to: 4 };
      await client.ask('subscribe', {
        channel: 'leaderboard',
        leaderboardId: board,
        ...(view ? { view } : {}),
      });
    });
    await Promise.all([...following, ...Array.from({ length: WRITERS }, (_, writer) => write(writer))]);
  });

  it('sends states and ranks that are exactly those of their position', async () => {
    const models = await modelsOf(`leaderboard:${board}`, order);
    const top = models.length - 1;
    await eventually(() => {
      for (const { received } of clients) {
        const states = received.filter(({ name }) => name === 'leaderboard_updated');
        expect(offsetOf(states.at(-1)?.fields ?? {})).toBeGreaterThan(top - 5);
      }
    });

    for (const [index, { received }] of clients.entries()) {
      const playerId = players[index] ?? '';
      const offsets = received.map(({ fields }) => offsetOf(fields));
      expect(offsets).toEqual(offsets.toSorted((a, b) => a - b));
      for (const { name, fields } of received) {
        const model = models[offsetOf(fields)];
        if (name === 'rank_changed') expect(fields.rank).toBe(model?.row(playerId)?.rank ?? null);
        if (name !== 'leaderboard_updated') continue;
        const select = [
          { kind: 'slice', from: 0, count: 5 } as const,
          { kind: 'around', playerId, span: 1 } as const,
          { kind: 'slice', from: 1, count: 3 } as const,
        ][Math.max(0, index - 3)];
        const expected =
          select && model?.select(select).map(({ rank, playerId, score }) => ({ rank, playerId, score }));
        expect(fields.rankings).toMatchObject(expected ?? []);
        expect(fields.rankings).toHaveLength(expected?.length ?? -1);
        expect(fields.total).toBe(model?.ranked().length);
      }
    }
  });

  it('chains the ranks it tells each player and ends with the right one', async () => {
    const models = await modelsOf(`leaderboard:${board}`, order);
    for (const [index, { received }] of clients.entries()) {
      await eventually(() => {
        const told = received.filter(({ name }) => name === 'rank_changed').map(({ fields }) => fields);
        const final = models.at(-1)?.row(players[index] ?? '')?.rank ?? null;
        expect(told.at(-1)?.rank ?? null).toBe(final);
        for (const [n, fields] of told.entries())
          if (n > 0) expect(fields.previousRank).toBe(told[n - 1]?.rank);
      });
    }
  });
});
