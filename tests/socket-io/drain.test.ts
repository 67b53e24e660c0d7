import { describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { connect, createClient } from './client.js';
import { openNode, project } from './open-node.js';

describe('a node that goes down', () => {
  it('tells its clients, closes their transports spread over a while, and lets them come back by themselves', async () => {
    const node = await openNode({ environment: { DRAIN_SECONDS: '1' } });
    const options = { token: node.token('ann'), reconnection: true, reconnectionDelay: 10 };
    const clients = await Promise.all([
      ...Array.from({ length: 8 }, () => connect(node.url, options)),
      connect(node.url, { ...options, transports: ['polling'] }),
    ]);
    const closedAt: number[] = [];
    const reasons: string[] = [];
    for (const client of clients) {
      client.socket.once('disconnect', (reason) => {
        closedAt.push(Date.now());
        reasons.push(reason);
      });
    }

    node.state.isDraining = true;
    await node.sockets.drain();
    await eventually(() => closedAt.length === 9);

    for (const client of clients) await client.next('server_draining');
    expect(new Set(reasons)).toEqual(new Set(['transport close']));
    expect(Math.max(...closedAt) - Math.min(...closedAt)).toBeGreaterThan(100);
    expect(clients.every(({ socket }) => socket.active)).toBe(true);
    node.state.isDraining = false;
    await eventually(() => clients.every(({ socket }) => socket.connected));
    for (const client of clients) client.close();
    await node.close();
  });

  it('takes no new connections in the meantime', async () => {
    const node = await openNode();
    node.state.isDraining = true;

    const client = createClient(node.url, { token: node.token('ann') });
    const error = await new Promise<Error>((resolve) => client.socket.once('connect_error', resolve));

    expect(error.message).toBe('websocket error');
    client.close();
    await node.close();
  });

  it('closes with clients that do not answer', async () => {
    const node = await openNode();
    const client = await connect(node.url, { token: node.token('ann') });

    await node.close();

    await eventually(() => !client.socket.connected);
    client.close();
  });
});

describe('presence', () => {
  it('tells who has a connection, whatever the number of sockets', async () => {
    const node = await openNode();
    const isOnline = async (): Promise<boolean> => {
      const found = await node.engine.presence.find(project, ['ann'], Date.now());
      return found.get('ann')?.online ?? false;
    };
    const first = await connect(node.url, { token: node.token('ann') });
    const second = await connect(node.url, { token: node.token('ann'), namespace: '/chat' });
    await eventually(isOnline);

    first.close();
    await eventually(() => node.sockets.connectionsCount() === 1);
    const still = await isOnline();
    second.close();
    await eventually(async () => !(await isOnline()));

    expect(still).toBe(true);
    await node.close();
  });
});
