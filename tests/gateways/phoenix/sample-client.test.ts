import { createHmac } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { type Nodes, startNodes } from '../../features/leaderboards/nodes.js';
import { eventually } from '../../support/eventually.js';

// The client of the original's documentation, with its helper functions written and its URL, ids and secret put in.

let nodes: Nodes;
beforeAll(async () => {
  nodes = await startNodes(0);
});
afterAll(() => nodes.close());

it('serves the sample client of the original unchanged', async () => {
  const [TENANT_SECRET, QUERY_WS_URL] = ['board-secret', nodes.url().replace('http', 'ws')];
  const [tenantId, leaderboardId] = ['game', 'sum'];
  const rendered: { rank: number; user_id: string; score: number }[][] = [];
  const applied: Record<string, unknown>[] = [];
  const errors: unknown[] = [];
  const renderLeaderboard = (entries: (typeof rendered)[number]) => rendered.push(entries);
  const applyScoreUpdate = (msg: Record<string, unknown>) => applied.push(msg);
  const buildSignature = (secret: string, method: string, path: string, timestamp: string) => {
    const hex = createHmac('sha256', secret).update([method, path, timestamp].join('\n')).digest('hex');
    return { timestamp, signature: `hmac-sha256=${hex}` };
  };

  const { timestamp, signature } = buildSignature(
    TENANT_SECRET,
    'WS',
    `/v1/leaderboards/${tenantId}/${leaderboardId}/ws`,
    `${Math.floor(Date.now() / 1000)}`,
  );
  const ws = new WebSocket(
    `${QUERY_WS_URL}/v1/leaderboards/${tenantId}/${leaderboardId}/ws?timestamp=${timestamp}&signature=${encodeURIComponent(
      signature,
    )}`,
  );
  ws.on('open', () => {
    ws.send(
      JSON.stringify({
        type: 'configure',
        page: 1,
        page_size: 50,
        filter: { type: 'page_aware', page: 1, page_size: 50, buffer_size: 50 },
      }),
    );
  });
  ws.on('message', (data) => {
    const msg = JSON.parse(data.toString());
    switch (msg.type) {
      case 'snapshot':
      case 'page_data':
        renderLeaderboard(msg.entries);
        break;
      case 'score_update':
        applyScoreUpdate(msg);
        break;
      case 'ping':
        ws.pong();
        break;
      case 'error':
        errors.push(msg.message);
        break;
    }
  });

  await eventually(() => expect(rendered).toEqual([[], []]));
  await nodes.score('sum', 'ann', 5);
  await eventually(() => {
    expect(applied).toEqual([{ type: 'score_update', user_id: 'ann', new_score: 5, new_rank: 1 }]);
  });
  expect(errors).toEqual([]);
  ws.terminate();
});
