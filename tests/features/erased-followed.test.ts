import { afterAll, afterEach, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { type Nodes, startNodes } from './leaderboards/nodes.js';

const follow = { channel: 'player', playerId: 'ann' };

describe.each([
  ['a memory node', 0],
  ['two nodes', 2],
])('a player who is erased while followed, on %s', (_name, count) => {
  let nodes: Nodes;
  beforeAll(async () => {
    nodes = await startNodes(count);
  });
  afterEach(() => nodes.leave());
  afterAll(() => nodes.close());
  const far = count > 1 ? { node: 1 } : {};
  const grant = (amount: number) => nodes.rest('/players/ann/xp', { amount });

  it('is shown as new to who follows, and lets nobody resume over it', async () => {
    await nodes.rest('/players/ann', {}, { method: 'PUT' });
    await grant(70);
    const follower = await nodes.connect('ann', far);
    const { position } = await follower.ask('subscribe', follow);

    await nodes.rest('/players/ann', undefined, { method: 'DELETE' });

    const names = () => follower.received.map(({ name }) => name);
    await eventually(() => expect(names()).toContain('resync'));
    const resync = follower.received.find(({ name }) => name === 'resync');
    expect(resync?.fields).toMatchObject({
      playerId: 'ann',
      snapshot: { xp: 0, badges: [] },
    });
    const late = await nodes.connect('ann', far);
    expect(await late.ask('subscribe', { ...follow, since: position })).toMatchObject({
      ok: true,
      recovered: false,
      snapshot: { xp: 0 },
    });

    await nodes.rest('/players/ann', {}, { method: 'PUT' });
    await grant(5);
    await eventually(() => expect(names().filter((name) => name === 'xp_updated')).toHaveLength(1));
    expect(follower.received.at(-1)?.fields).toMatchObject({ xp: 5, delta: 5 });
  });
});
