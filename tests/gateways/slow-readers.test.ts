import { connect as connectTcp, type Socket } from 'node:net';
import { setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { readEvents } from './event-reader.js';
import { type OpenApp, openApp } from './open-app.js';

const LIMIT = 1_048_576;
/** Kernel buffers on loopback take some megabytes before anything waits in the process. */
const FLOOD_BYTES = 24 * LIMIT;
const TEXT = 'x'.repeat(60_000);
const MESSAGES = Math.ceil(FLOOD_BYTES / TEXT.length);

describe('a client of a gateway that does not read', () => {
  let node: OpenApp;
  const sleepers: Socket[] = [];

  beforeAll(async () => {
    node = await openApp();
  });
  afterEach(() => {
    for (const sleeper of sleepers.splice(0)) sleeper.destroy();
  });
  afterAll(() => node.close());

  const metric = async (name: string): Promise<number> => {
    const text = await (await fetch(`${node.url}/metrics`)).text();
    return Number(new RegExp(`^${name} (.+)$`, 'm').exec(text)?.[1] ?? 0);
  };
  const cuts = () => metric('fanfare_disconnects_total{reason="slow_consumer"}');
  /** Asks for something and never reads the answer. */
  const sleep = async (request: string, ...messages: string[]): Promise<void> => {
    const socket = connectTcp(Number(new URL(node.url).port), '127.0.0.1').pause();
    socket.on('error', () => {});
    sleepers.push(socket);
    socket.write(`${request}\r\nHost: x\r\n\r\n`);
    for (const message of messages) socket.write(maskedFrame(message));
  };
  const upgrade = (path: string): string =>
    [
      `GET ${path} HTTP/1.1`,
      'Connection: Upgrade',
      'Upgrade: websocket',
      'Sec-WebSocket-Version: 13',
      'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==',
    ].join('\r\n');
  const flood = async (streamId: string, keys?: object): Promise<void> => {
    for (let sent = 0; sent < MESSAGES; sent++) {
      await node.publish(streamId, { type: 'round', ...(keys && { keys }), data: { text: TEXT, n: sent } });
    }
  };

  it.each([
    ['the market feed', '/ws', 'market', { market: 'm' }, ['{"type":"subscribe","markets":["m"]}']],
    ['the rounds', '/ws/g', 'rounds', { game: 'g' }, []],
    [
      'the Centrifuge protocol',
      '/connection/websocket',
      'leaderboard',
      undefined,
      ['{"id":1,"connect":{}}', '{"id":2,"subscribe":{"channel":"leaderboard"}}'],
    ],
  ])('is cut on %s, while its neighbour gets everything', async (_, path, streamId, keys, messages) => {
    const before = await cuts();
    const neighbour = await node.connect(path);
    for (const message of messages) neighbour.say(message);
    await sleep(upgrade(path), ...messages);
    const held = heldBytes();

    await flood(streamId, keys);

    const isRound = (message: { n?: number; push?: object }) =>
      message.n !== undefined || message.push !== undefined;
    await eventually(() => neighbour.received.filter(isRound).length >= MESSAGES);
    await eventually(async () => (await cuts()) === before + 1);
    await eventually(() => expect(heldBytes() - held).toBeLessThan(4 * LIMIT));
    await neighbour.close();
  });

  it('is cut on server-sent events, while its neighbour gets everything', async () => {
    const before = await cuts();
    const neighbour = await readEvents(`${node.url}/sse/events`, {});
    await sleep('GET /sse/events HTTP/1.1');
    await eventually(async () => (await metric('fanfare_connections{transport="sse"}')) === 2);

    await flood('rounds', { game: 'events' });

    await eventually(() => neighbour.received.length === MESSAGES);
    await eventually(async () => (await cuts()) === before + 1);
    neighbour.close();
  });
});

/** Bytes outside the heap that something still refers to. */
function heldBytes(): number {
  setFlagsFromString('--expose-gc');
  const collect: () => void = runInNewContext('gc');
  collect();
  return process.memoryUsage().external;
}

/** A text frame as clients send it; the mask is all zeros. */
function maskedFrame(text: string): Buffer {
  const payload = Buffer.from(text);
  return Buffer.concat([Buffer.from([0x81, 0x80 | payload.length, 0, 0, 0, 0]), payload]);
}
