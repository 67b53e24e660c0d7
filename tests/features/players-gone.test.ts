import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { eventsFeature } from '../../src/features/events/service.js';
import { playersFeature } from '../../src/features/players/service.js';
import { openStage, type Stage } from './stage.js';

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
});
