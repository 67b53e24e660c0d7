import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type OpenApp, openApp } from './open-app.js';

describe('a raw client of the Centrifuge protocol', () => {
  let node: OpenApp;

  beforeAll(async () => {
    node = await openApp({ environment: { SUBSCRIPTIONS_PER_CONNECTION: '2' } });
  });
  afterAll(() => node.close());

  const open = async () => {
    const client = await node.connect('/connection/websocket');
    client.say({ id: 1, connect: {} });
    const [answer] = await client.take(1);
    return { client, answer };
  };

  it('is told who the server is and how often it pings', async () => {
    const { answer } = await open();

    expect(answer).toMatchObject({ id: 1, connect: { client: expect.any(String), ping: 25, pong: true } });
  });

  it.each([
    ['bad JSON', '{', 3501],
    ['no object', '[]', 3501],
    ['a command without number', '{"subscribe":{"channel":1}}', 3501],
    ['70 KB', JSON.stringify({ id: 9, x: 'x'.repeat(70_000) }), 3501],
  ])('is disconnected for %s', async (_, message, code) => {
    const { client } = await open();

    client.say(message);

    await eventually(() => expect(client.ended).toMatchObject({ code }));
  });

  it('is disconnected for a binary frame and for a command before connect', async () => {
    const { client } = await open();
    client.ws.send(Buffer.from([1]));
    const early = await node.connect('/connection/websocket');
    early.say({ id: 1, subscribe: { channel: 'leaderboard' } });

    await eventually(() => expect(client.ended).toMatchObject({ code: 3501 }));
    await eventually(() => expect(early.ended).toMatchObject({ code: 3501 }));
  });

  it('gets errors by number and stays', async () => {
    const { client } = await open();
    const say = async (command: object) => {
      client.say({ id: 2, ...command });
      return (await client.take(1))[0].error?.code;
    };

    expect(await say({ subscribe: { channel: 1 } })).toBe(107);
    expect(await say({ publish: { channel: 'leaderboard', data: {} } })).toBe(108);
    expect(await say({ subscribe: { channel: 'market' } })).toBeUndefined();
    expect(await say({ subscribe: { channel: 'market' } })).toBe(105);
    expect(await say({ subscribe: { channel: 'rounds' } })).toBeUndefined();
    expect(await say({ subscribe: { channel: 'leaderboard' } })).toBe(106);
    expect(await say({ unsubscribe: { channel: 'rounds' } })).toBeUndefined();
    expect(await say({ subscribe: { channel: 'rounds', recover: true, epoch: 'a.b', flag: 2 } })).toBe(112);
    expect(client.ended).toBeUndefined();
  });

  it('gets a temporary error for commands over the rate', async () => {
    const { client } = await open();

    for (let id = 2; id < 20; id++) client.say({ id, ping: {} });

    const answers = await client.take(18);
    const refused = answers.filter(({ error }) => error);
    expect(refused[0]).toMatchObject({ error: { code: 111, temporary: true } });
    expect(refused.length).toBeGreaterThan(5);
  });

  it('may send several commands in one frame', async () => {
    const client = await node.connect('/connection/websocket');

    client.say('{"id":1,"connect":{}}\n{"id":2,"subscribe":{"channel":"market"}}\n');

    expect((await client.take(2)).map(({ id }) => id)).toEqual([1, 2]);
  });
});
