import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { type Nodes, startNodes } from '../../features/leaderboards/nodes.js';
import { eventually } from '../../support/eventually.js';
import { openBoard, type PhoenixClient, refusalOf } from './client.js';

let nodes: Nodes;
const clients: PhoenixClient[] = [];

beforeAll(async () => {
  nodes = await startNodes(2);
  for (let n = 1; n <= 5; n++) await nodes.score('sum', `p${n}`, 100 - n, { displayName: `Player ${n}` });
});
afterEach(() => {
  for (const { ws } of clients.splice(0)) ws.terminate();
});
afterAll(() => nodes.close());

async function open(board = 'sum'): Promise<PhoenixClient> {
  const client = await openBoard({ url: nodes.url(1), board });
  clients.push(client);
  return client;
}

describe('the live board gateway', () => {
  it('sends the first page at once and then every changed score', async () => {
    const client = await open();

    expect(await client.next('snapshot')).toEqual({
      type: 'snapshot',
      leaderboard_id: 'sum',
      window_key: 'all_time',
      entries: [1, 2, 3, 4, 5].map((rank) => ({
        rank,
        user_id: `p${rank}`,
        score: 100 - rank,
        display_name: `Player ${rank}`,
      })),
      total: 5,
      page: 1,
      page_size: 100,
      total_pages: 1,
    });
    await nodes.score('sum', 'p5', 3);
    expect(await client.next('score_update')).toEqual({
      type: 'score_update',
      user_id: 'p5',
      new_score: 98,
      new_rank: 3,
    });
    await nodes.score('sum', 'p5', -3);
  });

  it('refuses before the upgrade: 401 for signature and time, 403 for inactive, 404 for unknown', async () => {
    const url = nodes.url();
    const seconds = Math.floor(Date.now() / 1000);

    expect(await refusalOf({ url, board: 'sum', secret: 'wrong-secret' })).toBe(401);
    expect(await refusalOf({ url, board: 'sum', signature: '' })).toBe(401);
    expect(await refusalOf({ url, board: 'sum', signature: 'hmac-sha256=00' })).toBe(401);
    expect(await refusalOf({ url, board: 'sum', timestamp: seconds - 302 })).toBe(401);
    expect(await refusalOf({ url, board: 'sum', timestamp: seconds + 302 })).toBe(401);
    expect(await refusalOf({ url, board: 'sum', timestamp: 'now' })).toBe(401);
    expect(await refusalOf({ url, board: 'idle' })).toBe(403);
    expect(await refusalOf({ url, board: 'nothing' })).toBe(404);
    expect(await refusalOf({ url, board: 'sum', project: 'nothing' })).toBe(404);
    expect(await refusalOf({ url, board: 'sum', timestamp: seconds - 290 })).toBeUndefined();
  });

  it('acknowledges what was configured and shows the page anew after a filter', async () => {
    const client = await open();
    await client.next('snapshot');

    client.say({ type: 'configure', page: 2, page_size: 2 });
    expect(await client.next('config_ack')).toEqual({
      type: 'config_ack',
      page: 2,
      page_size: 2,
      filter: { type: 'none' },
      window_key: 'all_time',
    });
    client.say({ type: 'configure', filter: { type: 'page_aware' } });
    expect(await client.next('config_ack')).toMatchObject({
      filter: { type: 'page_aware', page: 2, page_size: 2, buffer_size: 2 },
    });
    expect(await client.next('snapshot')).toMatchObject({
      page: 2,
      page_size: 2,
      total_pages: 3,
      entries: [{ user_id: 'p3' }, { user_id: 'p4' }],
    });
    expect(client.received.map(({ type }) => type)).toEqual([
      'snapshot',
      'config_ack',
      'config_ack',
      'snapshot',
    ]);
  });

  it('fetches a page without touching what was configured', async () => {
    const client = await open();

    client.say({ type: 'request_page', page: 3, page_size: 2 });
    client.say({ type: 'request_page', page: 99 });
    client.say({ type: 'configure' });

    expect(await client.next('page_data')).toMatchObject({
      page: 3,
      page_size: 2,
      entries: [{ rank: 5, user_id: 'p5' }],
    });
    expect(await client.next('page_data')).toMatchObject({
      page: 99,
      page_size: 100,
      entries: [],
      total_pages: 1,
    });
    expect(await client.next('config_ack')).toMatchObject({ page: 1, page_size: 100 });
  });

  it('answers nonsense with an error and stays', async () => {
    const client = await open('daily');
    const nonsense = [
      '{',
      '[]',
      '"x"',
      { type: 'subscribe' },
      { type: 'request_page' },
      { type: 'request_page', page: 0 },
      { type: 'configure', page_size: 1001 },
      { type: 'configure', filter: { type: 'best' } },
      { type: 'configure', filter: { type: 'top_n' } },
      { type: 'configure', filter: { type: 'rank_range', min_rank: 3, max_rank: 2 } },
      { type: 'configure', window_key: '2025-02-30' },
    ];

    for (const message of nonsense) {
      client.say(message);
      expect(await client.next('error')).toEqual({ type: 'error', message: expect.any(String) });
    }
    client.ws.send(Buffer.from([1, 2]));
    client.say('x'.repeat(70_000));
    for (const _ of [1, 2]) await client.next('error');

    client.say({ type: 'request_page', page: 1 });
    expect(await client.next('page_data')).toMatchObject({ total: 0 });
  });

  it('shows a window that is over and brings no updates of another', async () => {
    const today = new Date().toISOString().slice(0, 10);
    const client = await open('daily');
    await client.next('snapshot');

    client.say({ type: 'configure', window_key: '2025-11-18' });
    expect(await client.next('config_ack')).toMatchObject({ window_key: '2025-11-18' });
    expect(await client.next('snapshot')).toMatchObject({ window_key: '2025-11-18', entries: [], total: 0 });
    await nodes.score('daily', 'ann', 5);
    client.say({ type: 'request_page', page: 1 });
    expect(await client.next('page_data')).toMatchObject({ window_key: '2025-11-18', entries: [] });
    client.say({ type: 'configure', window_key: 'current' });

    expect(await client.next('snapshot')).toMatchObject({
      window_key: today,
      entries: [{ user_id: 'ann', score: 5 }],
    });
    expect(client.received.filter(({ type }) => type === ('score_update' as never))).toEqual([]);
    await nodes.score('daily', 'ann', 1);
    expect(await client.next('score_update')).toMatchObject({ user_id: 'ann', new_score: 6, new_rank: 1 });
  });

  it('leaves out ranks that are not shown', async () => {
    const client = await open('best');
    await client.next('snapshot');

    await nodes.score('best', 'low', 9);

    expect(await client.next('score_update')).toEqual({ type: 'score_update', user_id: 'low', new_score: 9 });
  });

  it('closes when the board is not active any more', async () => {
    await nodes.rest('/admin/leaderboards', { id: 'brief', name: 'Brief' });
    const client = await eventually(() => open('brief'));

    await nodes.rest('/admin/leaderboards/brief', { status: 'archived' }, { method: 'PATCH' });

    expect(await client.closed).toBe(1008);
  });
});
