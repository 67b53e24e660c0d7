import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type Client, connect } from './client.js';
import { openNode, type TestNode } from './open-node.js';
import { connectRaw, type RawClient } from './raw.js';

const LIMIT = 1_048_576;
/** Kernel buffers on loopback take some megabytes before anything waits in the process. */
const FLOOD_BYTES = 24 * LIMIT;

describe('a client that does not read', () => {
  let node: TestNode;

  beforeAll(async () => {
    node = await openNode();
  });
  afterAll(() => node.close());

  const cuts = async (): Promise<number> => {
    const { values } = await node.metrics.disconnects.get();
    return values.find(({ labels }) => labels.reason === 'slow_consumer')?.value ?? 0;
  };
  const stopReading = ({ ws }: RawClient): void => {
    ws.pause();
  };
  const flood = async (channel: 'stream:flood' | 'chat:flood', only?: string): Promise<void> => {
    const text = 'x'.repeat(60_000);
    for (let sent = 0; sent < FLOOD_BYTES; sent += text.length) {
      await node.publish(channel, [['flood', { text }]], only === undefined ? {} : { only: [only] });
      await new Promise((resolve) => setImmediate(resolve));
    }
  };

  it('is cut when too much waits for it, while its neighbours get everything', async () => {
    const before = await cuts();
    const reader = await connect(node.url, { token: node.token('ann') });
    const sleeper = await connectRaw(node.url, node.token('bob'));
    await reader.ask('subscribe', { channel: 'stream', streamId: 'flood' });
    sleeper.send('421["subscribe",{"channel":"stream","streamId":"flood"}]');
    await sleeper.next('431');
    stopReading(sleeper);
    const memory = process.memoryUsage();

    await flood('stream:flood');
    await eventually(() => reader.received.length === Math.ceil(FLOOD_BYTES / 60_000));

    await eventually(async () => (await cuts()) === before + 1);
    expect(reader.socket.connected).toBe(true);
    expect(node.sockets.connectionsCount()).toBe(1);
    const grown = process.memoryUsage().external - memory.external;
    expect(grown).toBeLessThan(8 * LIMIT);
    reader.close();
    sleeper.close();
  });

  it('is cut as well for what it gets alone', async () => {
    const before = await cuts();
    const sleeper = await connectRaw(node.url, node.token('bob'));
    sleeper.send('421["subscribe",{"channel":"chat","channelId":"flood"}]');
    await sleeper.next('431');
    stopReading(sleeper);

    await flood('chat:flood', 'bob');

    await eventually(async () => (await cuts()) === before + 1);
    sleeper.close();
  });

  it('is cut when it stops asking over long polling', async () => {
    const before = await cuts();
    const poller: Client = await connect(node.url, { token: node.token('bob'), transports: ['polling'] });
    await poller.ask('subscribe', { channel: 'stream', streamId: 'flood' });
    // Answers stay unread in the request it has open; after that one it asks no more.
    const { engine } = poller.socket.io as unknown as { engine: { transport: { _poll(): void } } };
    engine.transport._poll = () => {};

    await flood('stream:flood');

    await eventually(async () => (await cuts()) === before + 1);
    poller.close();
  });

  it('may take its own subscribe as slowly as it likes, and gets all of it', async () => {
    const text = 'y'.repeat(100_000);
    const items = Array.from({ length: 40 }, (_, n) => ({ channel: 'stream', streamId: `big-${n}` }));
    for (const { streamId } of items) {
      await node.engine.channels.commit({
        project: 'open',
        changes: [{ channel: `stream:${streamId}`, state: text, publication: { at: 1, events: [] } }],
      });
    }
    const before = await cuts();
    const client = await connectRaw(node.url, node.token('bob'));
    stopReading(client);

    client.send(`421["subscribe",${JSON.stringify(items)}]`);
    await eventually(async () => node.engine.channels && node.sockets.io.of('/').adapter.rooms.size > 40);
    client.ws.resume();

    const answer = JSON.parse((await client.next('431')).slice(3))[0];
    expect(answer.results).toHaveLength(40);
    expect(answer.results[39].snapshot.state).toHaveLength(100_000);
    expect(await cuts()).toBe(before);
    client.close();
  });
});
