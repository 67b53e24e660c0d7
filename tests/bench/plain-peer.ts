import type { Server } from 'node:http';
import type { Express, Response } from 'express';
import { WebSocketServer } from 'ws';

/**
 * A bare broadcaster: everybody at `/plain/ws` or `/plain/sse` gets what is posted to `/plain`, without rooms, history or
 * limits. What any of our gateways is compared with.
 */
export function mountPlainPeer(app: Express, server: Server): void {
  const wss = new WebSocketServer({ noServer: true });
  const streams = new Set<Response>();

  server.on('upgrade', (request, socket, head) => {
    if (request.url === '/plain/ws') {
      wss.handleUpgrade(request, socket, head, (ws) => ws.on('error', () => ws.terminate()));
    }
  });
  app.get('/plain/sse', (request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/event-stream', 'Cache-Control': 'no-cache' });
    response.flushHeaders();
    streams.add(response);
    request.once('close', () => streams.delete(response));
  });
  app.post('/plain', (request, response) => {
    const text = JSON.stringify(request.body);
    for (const client of wss.clients) client.send(text);
    for (const stream of streams) stream.write(`event: message\ndata: ${text}\n\n`);
    response.status(202).json({ accepted: 1 });
  });
}
