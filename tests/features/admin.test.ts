import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { keepsScoredBoards } from '../../src/features/admin/scored-boards.js';
import { adminFeature } from '../../src/features/admin/service.js';
import { eventsFeature } from '../../src/features/events/service.js';
import { openStage, type Stage } from './stage.js';

const rule = { id: 'r', eventType: 'go', effects: [{ type: 'grant_xp', amount: 5 }] };
const board = { id: 'b', name: 'B' };

let stage: Stage;
const admin = (name: string, input: object, idempotencyKey?: string) =>
  stage.call(adminFeature(stage.deps), name, input, idempotencyKey ? { idempotencyKey } : {});

beforeEach(async () => {
  stage = await openStage({ badges: [{ id: 'hero', name: 'Hero' }] });
});
afterEach(() => stage.close());

describe('the admin API', () => {
  it('has a change in force for the very next event', async () => {
    const track = () =>
      stage.call(eventsFeature(stage.deps), 'trackEvent', { playerId: 'ann', eventType: 'go' });

    await admin('createRule', rule);
    expect((await track()).effects).toHaveLength(1);

    await admin('updateRule', { id: 'r', effects: [{ type: 'grant_xp', amount: 7 }] });
    expect((await track()).effects).toMatchObject([{ amount: 7 }]);

    await admin('deleteRule', { id: 'r' });
    expect((await track()).effects).toEqual([]);
  });

  it.each([
    ['Rule', rule, 'RULE_NOT_FOUND'],
    ['Quest', { id: 'q', name: 'Q', steps: [{ id: 's', target: 1 }] }, 'QUEST_NOT_FOUND'],
    ['Leaderboard', board, 'LEADERBOARD_NOT_FOUND'],
    ['Stream', { id: 's', name: 'S' }, 'STREAM_NOT_FOUND'],
    ['ChatChannel', { id: 'c', name: 'C' }, 'CHANNEL_NOT_FOUND'],
  ])('adds a %s once, changes and removes it', async (item, definition, missing) => {
    expect(await admin(`create${item}`, definition)).toMatchObject(definition);
    await expect(admin(`create${item}`, definition)).rejects.toMatchObject({ code: 'ALREADY_EXISTS' });
    await admin(`update${item}`, { id: definition.id });
    await admin(`delete${item}`, { id: definition.id });
    await expect(admin(`update${item}`, { id: definition.id })).rejects.toMatchObject({ code: missing });
    await expect(admin(`delete${item}`, { id: definition.id })).rejects.toMatchObject({ code: missing });
  });

  it('changes only the fields given, and removes an optional one with null', async () => {
    await admin('createRule', { ...rule, priority: 7, where: { '>': [{ var: 'player.xp' }, 1] } });

    const changed = await admin('updateRule', { id: 'r', where: null, limits: { perDay: 2 } });

    expect(changed).toEqual({ ...rule, priority: 7, limits: { perDay: 2 } });
  });

  it('refuses what would break the whole, naming the place in what was sent', async () => {
    const effects = [{ type: 'grant_badge', badgeId: 'nope' }];

    await expect(admin('createRule', { ...rule, effects })).rejects.toMatchObject({
      code: 'VALIDATION_ERROR',
      details: [{ field: 'effects[0].badgeId' }],
    });
  });

  it('does not remove what others refer to', async () => {
    await admin('createLeaderboard', board);
    const effects = [{ type: 'submit_score', leaderboardId: 'b', score: 1 }];
    await admin('createRule', { ...rule, effects });

    await expect(admin('deleteLeaderboard', { id: 'b' })).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it('answers a repeat with the first result', async () => {
    const first = await admin('createRule', rule, 'k1');

    expect(await admin('createRule', rule, 'k1')).toEqual(first);
    await expect(admin('createRule', { ...rule, id: 'other' }, 'k1')).rejects.toMatchObject({
      code: 'CONFLICT',
    });
  });

  it('answers a repeat with the first result whatever it would say now', async () => {
    await admin('createRule', rule);
    const guarded = adminFeature(stage.deps, async () => async () => {});
    const twice = async (name: string, input: object) => {
      const first = await stage.call(guarded, name, input, { idempotencyKey: name });
      expect(await stage.call(guarded, name, input, { idempotencyKey: name })).toEqual(first);
    };

    await twice('createLeaderboard', board);
    await twice('putDefinitions', await admin('getDefinitions', {}));
    await twice('deleteRule', { id: 'r' });
  });

  it('loses no change when many come at once', async () => {
    const ids = Array.from({ length: 20 }, (_, nth) => `r${nth}`);

    await Promise.all(ids.map((id) => admin('createRule', { ...rule, id })));

    expect((await admin('getDefinitions', {})).rules).toHaveLength(20);
  });

  it('reads back what it was given, without keys, and takes it again', async () => {
    await admin('createRule', rule);

    const read = await admin('getDefinitions', {});
    const written = await admin('putDefinitions', read);

    expect(read.apiKeys).toBeUndefined();
    expect(written).toEqual({ ...read, version: read.version + 1 });
  });

  it('refuses to replace a newer version than the one named', async () => {
    const read = await admin('getDefinitions', {});
    await admin('createRule', rule);

    await expect(admin('putDefinitions', read)).rejects.toMatchObject({ code: 'CONFLICT' });
  });

  it("refuses another project's definitions", async () => {
    await expect(admin('putDefinitions', { id: 'other', name: 'Other' })).rejects.toMatchObject({
      details: [{ field: 'id' }],
    });
  });

  it('keeps how a board counts once it has a score', async () => {
    const guarded = adminFeature(
      stage.deps,
      keepsScoredBoards({ isScored: async (_project, id) => id === 'b', forget: async () => {} }),
    );
    await admin('createLeaderboard', board);

    const change = (fields: object) => stage.call(guarded, 'updateLeaderboard', { id: 'b', ...fields });

    await expect(change({ order: 'asc' })).rejects.toMatchObject({ code: 'CONFLICT' });
    expect(await change({ name: 'Renamed' })).toMatchObject({ name: 'Renamed' });
  });
});
