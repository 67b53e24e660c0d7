import { afterAll, beforeAll, expect, it } from '@jest/globals';
import { keepsScoredBoards } from '../../../src/features/admin/scored-boards.js';
import { readProjects } from '../../../src/features/definitions/file.js';
import { FollowedDefinitions } from '../../../src/features/definitions/source.js';
import { boardScores } from '../../../src/features/leaderboards/rankings.js';
import { leaderboardsFeature } from '../../../src/features/leaderboards/service.js';
import { createLog } from '../../../src/observe.js';
import { fileOf, openStage, type Stage } from '../stage.js';

const board = { id: 'b', name: 'B' };

let stage: Stage;
beforeAll(async () => {
  stage = await openStage({ leaderboards: [board] });
});
afterAll(() => stage.close());

/** Starts another node with a file that has changed. */
async function start(definitions: object): Promise<void> {
  const { channels } = stage.deps;
  const projects = readProjects(fileOf(definitions), 'test');
  const guard = keepsScoredBoards(boardScores(stage.deps));
  const source = await FollowedDefinitions.open({ channels, log: createLog('silent'), projects, guard });
  await source.close();
}

it('refuses to start with a file that would count a scored board in another way', async () => {
  await start({ leaderboards: [{ ...board, order: 'asc' }] });
  await start({ leaderboards: [board] });
  await stage.definitions.reload('game');
  await stage.call(leaderboardsFeature(stage.deps), 'submitScore', {
    leaderboardId: 'b',
    playerId: 'ann',
    score: 5,
  });

  await expect(start({ leaderboards: [{ ...board, order: 'asc' }] })).rejects.toThrow(
    'order of leaderboard b is fixed since its first score',
  );
  await start({ leaderboards: [{ ...board, topN: 7 }] });
});
