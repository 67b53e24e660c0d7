import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { encodeFrames } from '../../src/transport/socket-io/frames.js';
import { eventually } from '../support/eventually.js';
import { type Client, type ConnectOptions, connect } from './client.js';
import { openNode, project, type TestNode } from './open-node.js';
import { connectRaw } from './raw.js';

describe('rooms', () => {
  let node: TestNode;
  const clients: Client[] = [];
  const join = async (playerId: string, options: ConnectOptions = {}): Promise<Client> => {
    const client = await connect(node.url, { token: node.token(playerId), ...options });
    clients.push(client);
    await client.ask('subscribe', { channel: 'stream', streamId: 'room' });
    return client;
  };

  beforeAll(async () => {
    node = await openNode();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => node.close());

  it('are real ones, named by project and channel', async () => {
    const client = await join('ann');

    node.sockets.io.to(`${project}|stream:room`).emit('from-outside', { n: 1 });

    expect(await client.next('from-outside')).toEqual({ n: 1 });
  });

  it('serve every transport and namespace the same events in the same order', async () => {
    const all = [
      await join('ann'),
      await join('bob', { transports: ['polling'] }),
      await join('eve', { transports: ['polling', 'websocket'] }),
      await join('joe', { namespace: '/streams' }),
    ];

    for (let n = 0; n < 200; n += 2) {
      await node.publish('stream:room', [
        ['tick', { n }],
        ['tick', { n: n + 1 }],
      ]);
    }

    for (const client of all) {
      await eventually(() => client.received.length === 200);
      expect(client.received.map(({ fields }) => fields.n)).toEqual(Array.from({ length: 200 }, (_, n) => n));
      const positions = client.received.map(({ fields }) => String(fields.position));
      expect(new Set(positions).size).toBe(200);
      expect(positions).toEqual(all[0]?.received.map(({ fields }) => fields.position));
    }
  });

  it('keep order with what Socket.IO itself sends', async () => {
    const client = await join('ann');
    const socket = [...node.sockets.io.sockets.sockets.values()][0];

    const writes = Array.from({ length: 50 }, async (_, n) => {
      socket?.emit('direct', { n });
      socket?.emit('direct', { n });
      await node.publish('stream:room', [['tick', { n }]]);
    });
    await Promise.all(writes);
    await eventually(() => client.received.length === 150);

    const ticks = client.received.filter(({ name }) => name === 'tick').map(({ fields }) => fields.n);
    expect(ticks).toEqual(Array.from({ length: 50 }, (_, n) => n));
  });

  it('pass large events in one piece', async () => {
    const client = await join('ann');
    for (const size of [10, 120, 125, 126, 300, 65_500, 70_000, 300_000]) {
      await node.publish('stream:room', [['large', { text: 'ß'.repeat(size) }]]);
      expect((await client.next('large')).text).toHaveLength(size);
    }
  });

  it('write a publication as exactly the packets a stock server would', async () => {
    const raw = await connectRaw(node.url, node.token('ann'));
    raw.send('421["subscribe",{"channel":"stream","streamId":"bytes"}]');
    await raw.next('431');

    await node.publish('stream:bytes', [
      ['one', { n: 1 }],
      ['two', { n: 2 }],
    ]);

    expect(await raw.next('42["one"')).toMatch(
      /^42\["one",\{"n":1,"position":"[a-z0-9]+\.[a-z0-9]+\.1\.0"\}\]$/,
    );
    expect(await raw.next('42["two"')).toMatch(
      /^42\["two",\{"n":2,"position":"[a-z0-9]+\.[a-z0-9]+\.1"\}\]$/,
    );
    raw.close();
  });

  it('are written past the queue when nothing waits in it, one write for all packets of a turn', async () => {
    const client = await join('ann');
    const [socket] = node.sockets.io.sockets.sockets.values();
    let queued = 0;
    socket?.conn.on('packetCreate', () => queued++);

    await node.publish('stream:room', [['tick', { n: 1 }]]);
    await client.next('tick');

    expect(queued).toBe(0);
  });
});

describe('frames', () => {
  it('have the three kinds of length RFC 6455 knows', () => {
    for (const [size, header] of [
      [0, '8101'],
      [124, '817d'],
      [125, '817e007e'],
      [65_534, '817effff'],
      [65_535, '817f0000000000010000'],
    ] as const) {
      const frame = encodeFrames(['x'.repeat(size)]);
      expect(frame.subarray(0, frame.length - size).toString('hex')).toBe(`${header}34`);
    }
  });
});
