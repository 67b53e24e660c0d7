import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import type { RawPublication } from '../../src/contract/publication.js';
import { eventually } from '../support/eventually.js';
import { type Client, connect } from './client.js';
import { openNode, type TestNode } from './open-node.js';

describe('/feed', () => {
  let node: TestNode;
  let client: Client;
  let forward: ((raw: RawPublication, seq: number) => void) | undefined;
  /** Of the store, which counts what followers do not get, too. */
  let lastSeq: number;

  beforeAll(async () => {
    node = await openNode({
      change: (parts) => {
        const { channels } = parts.engine;
        const listenAll: typeof channels.listenAll = (project, listener) => {
          forward = (raw, seq) => {
            lastSeq = seq;
            listener(raw, seq);
          };
          return channels.listenAll(project, forward);
        };
        const watched = Object.assign(Object.create(channels), { listenAll });
        return { ...parts, engine: { ...parts.engine, channels: watched } };
      },
    });
  });
  afterEach(() => client.close());
  afterAll(() => node.close());
  const follow = async (filter: object = {}): Promise<void> => {
    client = await connect(node.url, {
      namespace: '/feed',
      token: node.token('op', { grants: ['feed:read'] }),
    });
    expect(await client.ask('subscribe_all', filter)).toMatchObject({ ok: true });
  };

  it('carries every publication of the project with a running number', async () => {
    await follow();

    await node.publish('player:ann', [
      ['xp_updated', { xp: 1 }],
      ['level_up', { newLevel: 2 }],
    ]);
    await node.publish('chat:global', [['chat_message', { content: 'x' }]], { only: ['bob'] });

    const first = await client.next('publication');
    const second = await client.next('publication');
    expect(first).toMatchObject({
      channel: 'player:ann',
      events: [
        { event: 'xp_updated', data: { xp: 1, position: expect.any(String) } },
        { event: 'level_up', data: { newLevel: 2 } },
      ],
    });
    expect(second).toMatchObject({ channel: 'chat:global', seq: Number(first.seq) + 1 });
  });

  it('can be narrowed to types and channels, and ended', async () => {
    await follow({ types: ['level_up'], channels: ['player:*', 'lobby:one'] });

    await node.publish('player:ann', [
      ['xp_updated', { xp: 1 }],
      ['level_up', { newLevel: 2 }],
    ]);
    await node.publish('player:ann', [['xp_updated', { xp: 2 }]]);
    await node.publish('chat:global', [['level_up', { newLevel: 3 }]]);
    await node.publish('lobby:one', [['level_up', { newLevel: 4 }]]);
    await eventually(() => client.received.length === 2);
    await client.ask('unsubscribe_all');
    await node.publish('lobby:one', [['level_up', { newLevel: 5 }]]);
    await client.ask('ping');

    expect(client.received.map(({ fields }) => fields)).toMatchObject([
      { events: [{ event: 'level_up', data: { newLevel: 2 } }] },
      { channel: 'lobby:one' },
    ]);
  });

  it('does not count what it keeps to itself', async () => {
    await follow();

    await node.publish('player:ann', [['xp_updated', { xp: 1 }]]);
    await node.publish('system:internal', [['secret', {}]]);
    await node.publish('player:ann', [['xp_updated', { xp: 2 }]]);

    const { seq } = await client.next('publication');
    expect(await client.next('publication')).toMatchObject({
      seq: Number(seq) + 1,
      events: [{ data: { xp: 2 } }],
    });
    expect(client.received.map(({ name }) => name)).not.toContain('feed_gap');
  });

  it('announces a jump in the running number', async () => {
    await follow();
    await node.publish('player:ann', [['xp_updated', { xp: 1 }]]);
    const { seq } = await client.next('publication');

    const raw: RawPublication = {
      channel: 'player:ann',
      epoch: 'a.b',
      offset: 9,
      text: '1\nxp_updated\n{"xp":9}',
    };
    const jumped = lastSeq + 3;
    forward?.(raw, jumped);
    forward?.(raw, jumped);

    expect(await client.next('feed_gap')).toEqual({ after: seq, seq: Number(seq) + 3 });
    expect(await client.next('publication')).toMatchObject({ seq: Number(seq) + 3 });
    expect(client.received).toHaveLength(3);
  });

  it('does not go on under a token that could not have opened it', async () => {
    await follow();

    const without = await client.ask('auth:refresh', { token: node.token('op') });
    const withGrant = await client.ask('auth:refresh', { token: node.token('op', { grants: ['feed:*'] }) });

    expect(without).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(withGrant).toMatchObject({ ok: true });
  });

  it('knows no channels', async () => {
    await follow();

    expect(await client.ask('subscribe', { channel: 'player', playerId: 'op' })).toMatchObject({ ok: false });
  });
});
