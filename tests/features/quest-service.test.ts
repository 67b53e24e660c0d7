import { afterEach, beforeEach, describe, expect, it } from '@jest/globals';
import { playersFeature } from '../../src/features/players/service.js';
import { questsFeature } from '../../src/features/quests/service.js';
import { type Call, openStage, player, type Stage } from './stage.js';

let stage: Stage;
const quests = (name: string, input: object, as?: Call) =>
  stage.call(questsFeature(stage.deps), name, { playerId: 'ann', ...input }, as);
const progress = (input: object, as?: Call) => quests('progressQuest', { questId: 'tour', ...input }, as);
const profile = (fields: object) =>
  stage.call(playersFeature(stage.deps), 'putPlayer', { playerId: 'ann', ...fields });

beforeEach(async () => {
  stage = await openStage({
    quests: [
      {
        id: 'tour',
        name: 'Tour',
        steps: [
          { id: 'walk', target: 2 },
          { id: 'talk', target: 1 },
        ],
        rewards: { xp: 100 },
      },
      { id: 'home', name: 'Home', requires: ['tour'], steps: [{ id: 'go', target: 1 }] },
    ],
  });
  await profile({});
});
afterEach(() => stage.close());

describe('moving a quest forward', () => {
  it('moves the first step that is not done, or the one named', async () => {
    expect(await progress({ stepId: 'talk' })).toMatchObject({ steps: [{ progress: 0 }, { progress: 1 }] });
    expect(await progress({ amount: 9 })).toMatchObject({
      status: 'completed',
      steps: [{ progress: 2 }, {}],
    });

    const names = (await stage.eventsOf('ann')).map(({ name }) => name);
    expect(names).toEqual([
      'quest_progress',
      'quest_progress',
      'quest_completed',
      'xp_updated',
      'quest_unlocked',
      'level_up',
    ]);
  });

  it('changes nothing once the quest is done', async () => {
    await progress({ stepId: 'talk' });
    const done = await progress({ amount: 2 });

    expect(await progress({})).toEqual(done);
  });

  it('counts once under an idempotency key', async () => {
    await progress({}, { idempotencyKey: 'k' });

    expect(await progress({}, { idempotencyKey: 'k' })).toMatchObject({ steps: [{ progress: 1 }, {}] });
  });

  it.each([
    ['a locked quest', { questId: 'home' }, 'CONFLICT'],
    ['an unknown quest', { questId: 'nope' }, 'QUEST_NOT_FOUND'],
    ['an unknown step', { stepId: 'nope' }, 'QUEST_NOT_FOUND'],
    ['an unknown player', { playerId: 'nobody' }, 'PLAYER_NOT_FOUND'],
  ])('is refused for %s', async (_name, input, code) => {
    await expect(progress(input)).rejects.toMatchObject({ code });
  });

  it('is refused for a banned player', async () => {
    await profile({ status: 'banned' });

    await expect(progress({})).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});

describe('reading quests', () => {
  it('shows every quest of the project as the player stands to it', async () => {
    const { data } = await quests('listPlayerQuests', {}, { caller: player('ann') });

    expect(data).toMatchObject([
      { questId: 'tour', questName: 'Tour', status: 'active', completions: 0, completedAt: null },
      { questId: 'home', status: 'locked' },
    ]);
  });

  it('is for game servers and the player itself', async () => {
    const asBob = quests('listPlayerQuests', {}, { caller: player('bob') });

    await expect(asBob).rejects.toMatchObject({ code: 'FORBIDDEN' });
  });
});
