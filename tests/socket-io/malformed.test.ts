import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from '@jest/globals';
import { type Client, connect } from './client.js';
import { openNode, type TestNode } from './open-node.js';
import { connectRaw, type RawClient } from './raw.js';

describe('malformed input', () => {
  let node: TestNode;
  let client: Client;
  let raw: RawClient;

  beforeAll(async () => {
    node = await openNode({ environment: { COMMANDS_PER_SECOND: '1000' } });
  });
  beforeEach(async () => {
    client = await connect(node.url, { token: node.token('ann') });
    raw = await connectRaw(node.url, node.token('eve'));
  });
  afterEach(() => {
    client.close();
    raw.close();
  });
  afterAll(() => node.close());

  const payloads: Record<string, unknown[]> = {
    'no payload': [],
    null: [null],
    'a number': [7],
    'a text': ['text'],
    'a boolean': [true],
    'an empty object': [{}],
    'binary data': [Buffer.from([1, 2, 3])],
    'a nested binary': [{ channel: 'stream', streamId: Buffer.from('x') }],
    'several arguments': [
      { channel: 'stream', streamId: 's' },
      { channel: 'stream', streamId: 's' },
    ],
    'an unknown kind': [{ channel: 'system', playerId: 'x' }],
    'a bad id': [{ channel: 'stream', streamId: '../../etc' }],
    'an id that is too long': [{ channel: 'stream', streamId: 'x'.repeat(129) }],
    'a since of another type': [{ channel: 'stream', streamId: 's', since: 5 }],
    'a kind from the prototype': [{ channel: '__proto__', playerId: 'x' }],
  };

  it.each(Object.entries(payloads))('as the payload of subscribe: %s', async (_, payload) => {
    const answer = await client.ask('subscribe', ...payload);

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_ERROR' } });
    expect(client.socket.connected).toBe(true);
  });

  it('does not reach prototypes', async () => {
    raw.send('421["subscribe",{"channel":"stream","streamId":"s","__proto__":{"polluted":1}}]');
    raw.send('422["__proto__",{}]');
    raw.send('423["constructor",{}]');

    expect(await raw.next('431')).toContain('"ok":true');
    expect(await raw.next('432')).toContain('VALIDATION_ERROR');
    expect(await raw.next('433')).toContain('VALIDATION_ERROR');
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
  });

  const garbage = [
    '42',
    '42[',
    '42{}',
    '42[]',
    '42[7]',
    '42["subscribe"',
    '42["disconnect"]',
    '42["connect_error",{}]',
    '42/players,["subscribe",{}]',
    '42/nowhere,9["subscribe",{}]',
    '421["subscribe",{},{},[]]',
    '42["subscribe",5,"x"]',
    '43[1]',
    '43999["x"]',
    '4399x',
    '44"x"',
    '44{}',
    '45',
    '451-',
    '451-["subscribe",{"_placeholder":true,"num":7}]',
    '4599-["subscribe"]',
    '461-3["x"]',
    '47',
    '4x',
    '4',
    '40',
    '40{bad',
    '40/nowhere,',
    'x',
    'hello',
    '2',
    '5',
    '6',
  ];

  it.each(garbage)('as a packet, %s, keeps the connection and everything that works', async (frame) => {
    raw.send(frame);
    raw.send('42100["ping",{}]');

    expect(await raw.next('43100')).toContain('"ok":true');
    expect(client.socket.connected).toBe(true);
  });

  it('as binary frames nobody announced is dropped', async () => {
    raw.send(Buffer.from([1, 2, 3]));
    raw.send('451-7["chat:send",{"_placeholder":true,"num":0}]');
    raw.send('428["ping",{}]');
    raw.send(Buffer.alloc(10));

    expect(await raw.next('438')).toContain('"ok":true');
  });

  it.each([
    ['binary data', Buffer.alloc(60_000)],
    ['unknown fields', Object.fromEntries(Array.from({ length: 6_000 }, (_, nth) => [`f${nth}`, 0]))],
  ])('is refused in few words however much there is of it: %s', async (_, payload) => {
    const answer = await client.ask('chat:send', payload);

    expect(answer).toMatchObject({ ok: false, error: { code: 'VALIDATION_ERROR' } });
    expect(JSON.stringify(answer).length).toBeLessThan(1_000);
  });

  it('that nests deeply is answered', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`;
    raw.send(`427["subscribe",${deep}]`);
    raw.send(`451-8["chat:send",{"_placeholder":true,"num":0,"x":${deep}}]`);
    raw.send(Buffer.alloc(1));
    raw.send('429["ping",{}]');

    expect(await raw.next('437')).toContain('VALIDATION_ERROR');
    expect(await raw.next('438')).toContain('"ok":false');
    expect(await raw.next('439')).toContain('"ok":true');
  });

  it('without acknowledgement is answered by an error event that names the command', async () => {
    client.socket.emit('subscribe', { channel: 'nothing' });
    client.socket.emit('nonsense', {});
    raw.send('42["subscribe",{"chan');

    const errors = [await client.next('error'), await client.next('error')];
    expect(errors.map(({ command, code }) => `${command} ${code}`).sort()).toEqual([
      'nonsense VALIDATION_ERROR',
      'subscribe VALIDATION_ERROR',
    ]);
    expect(await raw.next('42["error"')).toContain('"command":null');
  });

  it('asking twice for a namespace, or for another of the same kind, leaves one', async () => {
    raw.send(`40${JSON.stringify({ token: node.token('eve') })}`);
    raw.send(`40/players,${JSON.stringify({ token: node.token('eve') })}`);
    raw.send(`40/players,${JSON.stringify({ token: node.token('eve') })}`);
    await raw.next('40/players,');
    raw.send('421["ping",{}]');
    raw.send('42/players,2["ping",{}]');

    await raw.next('431');
    await raw.next('43/players,2');
    expect(raw.frames.filter((frame) => frame.startsWith('40') || frame.startsWith('44'))).toEqual([]);
    expect(node.sockets.io.of('/players').sockets.size).toBe(1);
  });
});
