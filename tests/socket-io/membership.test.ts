import { describe, expect, it } from '@jest/globals';
import type { Hub } from '../../src/hub/hub.js';
import { connect } from './client.js';
import { openNode } from './open-node.js';

describe('a member put out while subscribing', () => {
  it('is not let in by a right that was checked before', async () => {
    let putOut = async (): Promise<void> => {};
    const node = await openNode({
      change: (parts) => ({
        ...parts,
        hub: {
          open: async (...request: Parameters<Hub['open']>) => {
            await putOut();
            return parts.hub.open(...request);
          },
        },
      }),
    });
    node.members.set('den', new Set(['ann', 'bob']));
    putOut = async () => {
      node.members.set('den', new Set(['ann']));
      await node.publish('chat:den', [['player_left', { playerId: 'bob' }]], { evict: ['bob'] });
    };
    const client = await connect(node.url, { token: node.token('bob') });

    const answer = await client.ask('subscribe', { channel: 'chat', channelId: 'den' });
    await node.publish('chat:den', [['chat_message', { content: 'secret' }]]);
    const { subscriptions } = await client.ask('subscriptions');

    expect(answer).toMatchObject({ ok: false, error: { code: 'FORBIDDEN' } });
    expect(subscriptions).toEqual([]);
    expect(client.received).toEqual([]);
    client.close();
    await node.close();
  });
});
