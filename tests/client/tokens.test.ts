import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { eventually } from '../support/eventually.js';
import { call, mintToken } from '../support/rest.js';
import { openStage, type Stage } from './stage.js';

let stage: Stage;
beforeAll(async () => {
  stage = await openStage();
});
afterAll(() => stage.close());

/** A token source whose first tokens end soon. */
function source(playerId: string, lives: readonly number[]) {
  let asked = 0;
  const token = () => mintToken(stage.app.url, playerId, { ttlSeconds: lives[asked++] ?? 900 });
  return { token, asked: () => asked };
}

describe('a token', () => {
  it('is replaced in place before it ends, on the same connection', async () => {
    const { token, asked } = source('ann', [30]);
    const before = stage.proxy.connections;
    const client = stage.join('ann', { token });
    const player = client.subscribe({ channel: 'player', playerId: 'ann' });
    await player.ready();

    await eventually(() => expect(asked()).toBe(2));
    await stage.track('ann', 'match_won');

    await eventually(() => expect(player.state?.xp).toBe(25));
    expect(stage.proxy.connections).toBe(before + 1);
  });

  it('that could not be replaced in time is replaced by a new connection that misses nothing', async () => {
    let isBackendDown = false;
    let asked = 0;
    const client = stage.join('ben', {
      token: async () => {
        if (isBackendDown) throw new Error('backend down');
        return mintToken(stage.app.url, 'ben', { ttlSeconds: asked++ === 0 ? 2 : 900 });
      },
    });
    const player = client.subscribe({ channel: 'player', playerId: 'ben' });
    await player.ready();
    isBackendDown = true;

    await eventually(() => expect(client.status).toBe('offline'));
    await eventually(() => expect(client.error?.code).toBe('TOKEN_UNAVAILABLE'));
    await stage.track('ben', 'match_won');
    isBackendDown = false;

    await eventually(() => expect(player.state?.xp).toBe(25), 15_000);
    expect(player.status).toBe('live');
  });

  it('that is fixed and ends closes the client with the reason', async () => {
    const token = await mintToken(stage.app.url, 'cat', { ttlSeconds: 1 });
    const client = stage.join('cat', { token });
    const player = client.subscribe({ channel: 'player', playerId: 'cat' });
    await player.ready();

    await eventually(
      () => expect(client).toMatchObject({ status: 'closed', error: { code: 'TOKEN_EXPIRED' } }),
      10_000,
    );
    expect(player).toMatchObject({ status: 'ended', error: { code: 'TOKEN_EXPIRED' } });
  });

  it('of nobody is refused for good', async () => {
    const client = stage.join('dan', { token: 'not-a-token' });

    await eventually(() =>
      expect(client).toMatchObject({ status: 'closed', error: { code: 'UNAUTHORIZED' } }),
    );
    await expect(client.send('ping', {})).rejects.toMatchObject({ code: 'CLOSED' });
  });

  it('that was revoked is replaced when the backend still gives one', async () => {
    const client = stage.join('eve');
    const player = client.subscribe({ channel: 'player', playerId: 'eve' });
    await player.ready();

    await call(stage.app.url, '/auth/revoke', { body: { playerId: 'eve' } });
    await eventually(() => expect(player.status).toBe('stale'));
    await eventually(() => expect(player.status).toBe('live'));

    expect(client.playerId).toBe('eve');
  });
});
