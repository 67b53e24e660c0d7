import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type Client, type ConnectOptions, connect } from './client.js';
import { openNode, project, type TestNode } from './open-node.js';

describe('subscriptions over Socket.IO', () => {
  let node: TestNode;
  const clients: Client[] = [];
  const join = async (playerId: string, options: ConnectOptions = {}): Promise<Client> => {
    const client = await connect(node.url, { token: node.token(playerId), ...options });
    clients.push(client);
    return client;
  };
  const xp = (n: number): [string, object] => ['xp_updated', { playerId: 'ann', xp: n }];

  beforeAll(async () => {
    node = await openNode();
  });
  afterEach(() => {
    for (const client of clients.splice(0)) client.close();
  });
  afterAll(() => node.close());

  it('answer with the snapshot and its position, then deliver every event with a position', async () => {
    const client = await join('ann');

    const answer = await client.ask('subscribe', { channel: 'player', playerId: 'ann' });
    await node.publish('player:ann', [xp(1), xp(2)]);

    expect(answer).toMatchObject({
      ok: true,
      channel: 'player',
      playerId: 'ann',
      recovered: false,
      replayed: 0,
    });
    expect(answer.snapshot).toEqual({ state: null });
    const first = await client.next('xp_updated');
    const second = await client.next('xp_updated');
    expect([first.xp, second.xp]).toEqual([1, 2]);
    expect(first.position).toMatch(/\.1\.0$/);
    expect(second.position).toMatch(/\.1$/);
  });

  it('replay what was missed before the answer, from the middle of a publication', async () => {
    const client = await join('bob');
    const { position } = await client.ask('subscribe', { channel: 'stream', streamId: 'replay' });
    await node.publish('stream:replay', [
      ['a', { n: 1 }],
      ['b', { n: 2 }],
    ]);
    const since = (await client.next('a')).position;
    await node.publish('stream:replay', [['c', { n: 3 }]]);
    await client.next('c');

    const again = await join('bob');
    let seen: string[] = [];
    const answer = await new Promise<Record<string, unknown>>((resolve) => {
      again.socket.emit(
        'subscribe',
        { channel: 'stream', streamId: 'replay', since },
        (body: Record<string, unknown>) => {
          seen = again.received.map(({ name }) => name);
          resolve(body);
        },
      );
    });

    expect(position).toBeDefined();
    expect(answer).toMatchObject({ ok: true, recovered: true, replayed: 2 });
    expect(answer).not.toHaveProperty('snapshot');
    expect(seen).toEqual(['b', 'c']);
  });

  it('take a snapshot when the position is none of this history', async () => {
    const client = await join('ann');

    for (const since of ['nonsense', 'abc.def.7', '']) {
      const answer = await client.ask('subscribe', { channel: 'stream', streamId: 'fresh', since });
      expect(answer).toMatchObject({ ok: true, recovered: false, snapshot: { state: null } });
    }
  });

  it('answer an array item by item and count as one command', async () => {
    const client = await join('ann');
    const items = [
      { channel: 'player', playerId: 'ann' },
      { channel: 'player', playerId: 'eve' },
      { channel: 'stream', streamId: 'missing' },
      { channel: 'nothing' },
      'garbage',
      { channel: 'leaderboard', leaderboardId: 'weekly-xp', window: '2025-W47', view: { topN: 3 } },
    ];

    const { ok, results } = await client.ask('subscribe', items);

    expect(ok).toBe(true);
    const codes = (results as unknown as { ok: boolean; error?: { code: string } }[]).map(
      (result) => result.error?.code ?? result.ok,
    );
    expect(codes).toEqual([
      true,
      'FORBIDDEN',
      'STREAM_NOT_FOUND',
      'VALIDATION_ERROR',
      'VALIDATION_ERROR',
      true,
    ]);
    const { subscriptions } = await client.ask('subscriptions');
    expect(subscriptions).toEqual([
      { channel: 'player', playerId: 'ann' },
      { channel: 'leaderboard', leaderboardId: 'weekly-xp', window: '2025-W47', view: { topN: 3 } },
    ]);
  });

  it('refuse empty arrays and arrays of more than 50', async () => {
    const client = await join('ann');
    const item = { channel: 'player', playerId: 'ann' };

    const none = await client.ask('subscribe', []);
    const many = await client.ask(
      'subscribe',
      Array.from({ length: 51 }, () => item),
    );

    expect(none.error).toMatchObject({ code: 'VALIDATION_ERROR' });
    expect(many.error).toMatchObject({ code: 'VALIDATION_ERROR' });
  });

  it('end with unsubscribe: nothing that is published after its answer arrives', async () => {
    const client = await join('ann');
    await client.ask('subscribe', [
      { channel: 'stream', streamId: 's1' },
      { channel: 'stream', streamId: 's2' },
    ]);

    const answer = await client.ask('unsubscribe', { channel: 'stream', streamId: 's1' });
    await node.publish('stream:s1', [['gone', { n: 1 }]]);
    await node.publish('stream:s2', [['kept', { n: 1 }]]);
    await client.next('kept');

    expect(answer).toEqual({ ok: true, channel: 'stream', streamId: 's1' });
    expect(client.received.map(({ name }) => name)).toEqual(['kept']);
    await client.ask('unsubscribe_all', {});
    expect((await client.ask('subscriptions', {})).subscriptions).toEqual([]);
  });

  it('deliver each event once after a second subscribe to the same channel', async () => {
    const client = await join('ann');
    const item = { channel: 'stream', streamId: 'twice' };

    await Promise.all([client.ask('subscribe', item), client.ask('subscribe', { ...item, keys: ['k'] })]);
    await node.publish('stream:twice', [['one', { n: 1 }]]);
    await node.publish('stream:twice', [['two', { n: 2 }]]);
    await client.next('two');

    expect(client.received.map(({ name }) => name)).toEqual(['one', 'two']);
    expect((await client.ask('subscriptions')).subscriptions).toEqual([{ ...item, keys: ['k'] }]);
  });

  it('survive subscribe and unsubscribe racing with events and with the end of the connection', async () => {
    const client = await join('ann');
    const item = { channel: 'stream', streamId: 'race' };
    const leaver = await join('bob');
    leaver.socket.emit('subscribe', item);
    leaver.socket.emit('subscribe', [item, item, item]);
    leaver.close();

    const answers = [
      client.ask('subscribe', item),
      client.ask('unsubscribe', item),
      client.ask('subscribe', item),
      client.ask('unsubscribe_all'),
      client.ask('subscribe', item),
    ];
    for (let n = 0; n < 20; n++) await node.publish('stream:race', [['tick', { n }]]);
    await Promise.all(answers);
    await node.publish('stream:race', [['last', { n: 20 }]]);
    await client.next('last');

    const ticks = client.received.filter(({ name }) => name === 'tick').map(({ fields }) => Number(fields.n));
    expect(ticks).toEqual([...new Set(ticks)].sort((one, other) => one - other));
    const room = `${project}|stream:race`;
    await eventually(() => node.sockets.io.of('/').adapter.rooms.get(room)?.size === 1);
  });

  it('end for who is evicted, right after the publication that does it', async () => {
    const [ann, bob] = [await join('ann'), await join('bob')];
    for (const client of [ann, bob]) await client.ask('subscribe', { channel: 'chat', channelId: 'den' });

    await node.publish('chat:den', [['player_left', { playerId: 'bob' }]], { evict: ['bob'] });
    await node.publish('chat:den', [['chat_message', { content: 'secret' }]]);
    await ann.next('chat_message');

    expect(await bob.next('unsubscribed')).toEqual({ channel: 'chat', channelId: 'den', reason: 'evicted' });
    expect(bob.received.map(({ name }) => name)).toEqual(['player_left', 'unsubscribed']);
    expect((await bob.ask('subscriptions')).subscriptions).toEqual([]);
  });

  it('deliver what is for some players to them only', async () => {
    const [ann, bob] = [await join('ann'), await join('bob')];
    for (const client of [ann, bob]) await client.ask('subscribe', { channel: 'chat', channelId: 'shadow' });

    await node.publish('chat:shadow', [['chat_message', { n: 1 }]]);
    await node.publish('chat:shadow', [['chat_message', { n: 2 }]], { only: ['bob'] });
    await node.publish('chat:shadow', [['chat_message', { n: 3 }]]);
    await eventually(() => ann.received.length === 2 && bob.received.length === 3);

    expect(ann.received.map(({ fields }) => fields.n)).toEqual([1, 3]);
    expect(bob.received.map(({ fields }) => fields.n)).toEqual([1, 2, 3]);
  });

  it('are limited per connection over all its namespaces', async () => {
    const client = await join('ann');
    const items = (from: number, count: number) =>
      Array.from({ length: count }, (_, n) => ({ channel: 'stream', streamId: `limit-${from + n}` }));
    await client.ask('subscribe', items(0, 49));
    const second = client.socket.io.socket('/streams', { auth: { token: node.token('ann') } });
    second.connect();

    const inOther: { ok: boolean } = await second.timeout(5_000).emitWithAck('subscribe', items(0, 1)[0]);
    const answer = await client.ask('subscribe', items(49, 2));
    const replaced = await client.ask('subscribe', items(0, 1));

    expect(inOther.ok).toBe(true);
    expect(answer.results).toMatchObject([
      { ok: false, error: { code: 'RATE_LIMITED' } },
      { ok: false, error: { code: 'RATE_LIMITED' } },
    ]);
    expect(await client.next('rate_limited')).toMatchObject({ limit: 'subscriptions' });
    expect(replaced.results).toMatchObject([{ ok: true }]);
    second.disconnect();
  });
});
