import { afterAll, beforeAll, expect, it } from '@jest/globals';
import WebSocket from 'ws';
import { type Nodes, startNodes } from '../../features/leaderboards/nodes.js';
import { openBoard, signedUrl } from './client.js';

let nodes: Nodes;
beforeAll(async () => {
  nodes = await startNodes(0, { BOARD_PING_SECONDS: '1' });
});
afterAll(() => nodes.close());

it('pings clients both ways, keeps those that answer and cuts those that stay silent', async () => {
  const client = await openBoard({ url: nodes.url(), board: 'sum' });
  const silent = new WebSocket(signedUrl({ url: nodes.url(), board: 'sum' }), { autoPong: false });
  const controlPing = new Promise((resolve) => client.ws.once('ping', resolve));
  const cut = new Promise((resolve) => silent.once('close', resolve));

  expect(await client.next('ping')).toEqual({ type: 'ping', timestamp: expect.any(Number) });
  await controlPing;
  await cut;

  expect(client.ws.readyState).toBe(WebSocket.OPEN);
  expect(client.received.filter(({ type }) => type === ('ping' as never)).length).toBeGreaterThanOrEqual(3);
  client.ws.terminate();
});
