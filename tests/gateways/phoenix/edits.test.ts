import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { newBoard } from '../../features/leaderboards/following.js';
import { type Nodes, startNodes } from '../../features/leaderboards/nodes.js';
import { eventually } from '../../support/eventually.js';
import { openBoard, type PhoenixClient, refusalOf } from './client.js';

let nodes: Nodes;
const clients: PhoenixClient[] = [];
beforeAll(async () => {
  nodes = await startNodes(2);
});
afterEach(() => {
  for (const { ws } of clients.splice(0)) ws.terminate();
});
afterAll(() => nodes.close());

async function open(board: string): Promise<PhoenixClient> {
  const client = await eventually(() => openBoard({ url: nodes.url(1), board }));
  clients.push(client);
  return client;
}

describe('a client of the live board gateway whose board is edited', () => {
  it('gets its page anew, on every node, and updates by the edited board', async () => {
    const board = await newBoard(nodes);
    for (const [player, score] of [
      ['ann', 9],
      ['bob', 7],
      ['cid', 5],
    ] as const)
      await nodes.score(board, player, score);
    const client = await open(board);
    expect(await client.next('snapshot')).toMatchObject({ total: 3 });

    await nodes.rest(`/admin/leaderboards/${board}`, { minScore: 6 }, { method: 'PATCH' });
    expect(await client.next('snapshot')).toMatchObject({
      total: 2,
      entries: [
        { rank: 1, user_id: 'ann' },
        { rank: 2, user_id: 'bob' },
      ],
    });
    await nodes.score(board, 'cid', 3);

    expect(await client.next('score_update')).toMatchObject({ user_id: 'cid', new_score: 8, new_rank: 2 });
  });

  // The last one: keys of a project that is not active are refused, so only a file brings it back.
  it('is put out when the project is no longer active, and not let in on any node', async () => {
    const board = await newBoard(nodes);
    const client = await open(board);
    const { body } = await nodes.rest('/admin/definitions');

    await nodes.rest('/admin/definitions', { ...body, status: 'inactive' }, { method: 'PUT' });

    expect(await client.closed).toBe(1008);
    for (const node of [0, 1]) {
      await eventually(async () => expect(await refusalOf({ url: nodes.url(node), board })).toBe(403));
    }
  });
});
