import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { Client } from '../../socket-io/client.js';
import { eventually } from '../../support/eventually.js';
import { follow, last, newBoard } from './following.js';
import { type Nodes, startNodes } from './nodes.js';

const players = Array.from({ length: 9 }, (_, index) => `p${index}`);
const edits = [
  { minScore: 3 },
  { size: 4 },
  { topN: 2, minScore: 6 },
  { size: 2 },
  { minScore: null, topN: 5 },
];

describe.each([
  ['a memory node', 0],
  ['two nodes', 2],
])('a board that is edited while clients watch and scores come in, on %s', (_name, count) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(count);
  });
  afterEach(() => nodes.leave());
  afterAll(() => nodes.close());
  const onNode = (index: number) => ({ node: count > 1 ? index % 2 : 0 });

  /** Scores that go up and down, so that players cross the edited limits both ways. */
  async function play(board: string, writer: number): Promise<void> {
    for (let n = 0; n < 60; n++) {
      const playerId = players[(n * 5 + writer * 3) % players.length];
      const body = { playerId, score: ((n * 7 + writer) % 9) - 4 };
      await nodes.rest(`/leaderboards/${board}/scores`, body, onNode(writer));
    }
  }

  it('shows everybody the board as edited, and each player an unbroken chain of ranks', async () => {
    const board = await newBoard(nodes, { topN: 3 });
    const clients: Client[] = [];
    for (const [index, player] of players.entries()) {
      const client = await nodes.connect(player, onNode(index));
      await follow(client, board);
      clients.push(client);
    }
    const edit = async () => {
      for (const change of edits) {
        const seen = clients[0]?.received.length ?? 0;
        await nodes.rest(`/admin/leaderboards/${board}`, change, { method: 'PATCH' });
        await eventually(() => (clients[0]?.received.length ?? 0) > seen + 1);
      }
    };

    await Promise.all([play(board, 0), play(board, 1), play(board, 2), edit()]);

    const { body } = await nodes.rest(`/leaderboards/${board}?limit=5`);
    const ids = players.join();
    const ranks = (await nodes.rest(`/leaderboards/${board}/players?ids=${ids}`)).body.rankings;
    expect(body.rankings).toHaveLength(2);
    for (const [index, client] of clients.entries()) {
      await eventually(() => {
        expect(last(client, 'leaderboard_updated')).toMatchObject({
          rankings: body.rankings,
          total: body.total,
        });
        const told = client.received.filter(({ name }) => name === 'rank_changed');
        expect(told.at(-1)?.fields.rank ?? null).toBe(ranks[index].rank);
        for (const [n, { fields }] of told.entries()) {
          expect(fields.previousRank).toBe(n === 0 ? null : told[n - 1]?.fields.rank);
          expect(fields.rank).not.toBe(fields.previousRank);
        }
      });
    }
  });
});
