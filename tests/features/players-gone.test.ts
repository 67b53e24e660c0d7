import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsFeature } from '../../src/features/events/service.js';
import { playersFeature } from '../../src/features/players/service.js';
import { type Call, openStage, type Stage } from './stage.js';

let stage: Stage;
const players = (name: string, input: object) => stage.call(playersFeature(stage.deps), name, input);
const create = (playerId: string, profile: object = {}) => players('putPlayer', { playerId, ...profile });

beforeEach(async () => {
  stage = await openStage({
    rules: [{ id: 'r', eventType: 'go', effects: [{ type: 'grant_xp', amount: 5 }] }],
  });
});
afterEach(() => stage.close());

describe('erasing a player', () => {
  it('removes state, history and listing, here and elsewhere', async () => {
    await create('ann');
    await players('grantXp', { playerId: 'ann', amount: 5 });
    const erased: string[] = [];
    const erasing = playersFeature(stage.deps, [async (_project, playerId) => void erased.push(playerId)]);

    await stage.call(erasing, 'deletePlayer', { playerId: 'ann' });

    await expect(players('getPlayer', { playerId: 'ann' })).rejects.toMatchObject({
      code: 'PLAYER_NOT_FOUND',
    });
    expect(await stage.eventsOf('ann')).toEqual([]);
    expect((await players('listPlayers', {})).pagination.total).toBe(0);
    expect(erased).toEqual(['ann']);
  });

  it('leaves nothing for a later event to build on', async () => {
    await create('ann', { displayName: 'Ann' });
    await players('deletePlayer', { playerId: 'ann' });

    await stage.call(eventsFeature(stage.deps), 'trackEvent', { playerId: 'ann', eventType: 'go' });

    expect(await players('getPlayer', { playerId: 'ann' })).toMatchObject({ displayName: null, xp: 5 });
  });

  it('also removes elsewhere who has no state, and may be repeated', async () => {
    const erased: string[] = [];
    const erasing = playersFeature(stage.deps, [async (_project, playerId) => void erased.push(playerId)]);

    for (let times = 0; times < 2; times++) {
      expect(await stage.call(erasing, 'deletePlayer', { playerId: 'chatted-only' })).toEqual({});
    }

    expect(erased).toEqual(['chatted-only', 'chatted-only']);
    expect((await players('listPlayers', {})).pagination.total).toBe(0);
  });

  it('leaves nothing half there of events that come while it goes on', async () => {
    let late = 2;
    const ranked = new Set<string>();
    const played = async () => {
      await stage.call(eventsFeature(stage.deps), 'trackEvent', { playerId: 'ann', eventType: 'go' });
      ranked.add('ann');
    };
    await played();
    const erasing = playersFeature(stage.deps, [
      async (_project, playerId) => void ranked.delete(playerId),
      async () => {
        if (late-- > 0) await played();
      },
    ]);

    await stage.call(erasing, 'deletePlayer', { playerId: 'ann' });

    await expect(players('getPlayer', { playerId: 'ann' })).rejects.toMatchObject({
      code: 'PLAYER_NOT_FOUND',
    });
    expect([...ranked]).toEqual([]);
  });

  it('spares who came back when it is repeated under its idempotency key', async () => {
    const erased: string[] = [];
    const erasing = playersFeature(stage.deps, [async (_project, playerId) => void erased.push(playerId)]);
    const erase = (playerId: string) =>
      stage.call(erasing, 'deletePlayer', { playerId }, { idempotencyKey: 'k' });
    await erase('ann');
    await create('ann');

    expect(await erase('ann')).toEqual({});
    await expect(erase('bob')).rejects.toMatchObject({ code: 'CONFLICT' });

    expect(erased).toEqual(['ann']);
    expect(await players('getPlayer', { playerId: 'ann' })).toMatchObject({ playerId: 'ann' });
  });
});

describe('banning a player', () => {
  it('is enforced elsewhere once it is committed, and lifted when the player is active again', async () => {
    const calls: string[] = [];
    const status = async () => (await players('getPlayer', { playerId: 'ann' })).status;
    const banning = playersFeature(stage.deps, [], {
      enforce: async (project, playerId) => void calls.push(`${project} ${playerId} ${await status()}`),
      lift: async (project, playerId) => void calls.push(`${project} ${playerId} ${await status()}`),
    });
    const put = (fields: object) => stage.call(banning, 'putPlayer', { playerId: 'ann', ...fields });

    await put({ displayName: 'Ann' });
    await put({ status: 'banned' });
    await put({ displayName: 'Annie' });
    await put({ status: 'active' });

    expect(calls).toEqual(['game ann banned', 'game ann active']);
  });

  describe('twice', () => {
    let isOut: boolean;
    const following = (whileEnforcing = async () => {}) => {
      const banning = playersFeature(stage.deps, [], {
        enforce: async () => {
          await whileEnforcing();
          isOut = true;
        },
        lift: async () => {
          isOut = false;
        },
      });
      return (status: string, as: Call = {}) =>
        stage.call(banning, 'putPlayer', { playerId: 'ann', status }, as);
    };
    beforeEach(() => {
      isOut = false;
    });

    it('under one idempotency key does not ban again who is active by now', async () => {
      const put = following();
      await put('banned', { idempotencyKey: 'k' });
      await put('active');

      expect(await put('banned', { idempotencyKey: 'k' })).toMatchObject({ status: 'banned' });

      expect(isOut).toBe(false);
    });

    it('ends as the status says when it is lifted while it is being enforced', async () => {
      const lift = following();
      const put = following(async () => void (await lift('active')));

      await put('banned');

      expect(await players('getPlayer', { playerId: 'ann' })).toMatchObject({ status: 'active' });
      expect(isOut).toBe(false);
    });
  });
});
