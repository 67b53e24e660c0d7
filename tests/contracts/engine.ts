import { describe } from '@jest/globals';
import { boardReadContract } from './engine/board-reads.js';
import { boardContract } from './engine/boards.js';
import { commitContract } from './engine/commits.js';
import { historyContract } from './engine/histories.js';
import { latestContract } from './engine/latest.js';
import { listContract } from './engine/lists.js';
import { liveContract } from './engine/live.js';
import { marksContract } from './engine/marks.js';
import { modelContract } from './engine/model.js';
import { oldPagesContract } from './engine/old-pages.js';
import { presenceContract } from './engine/presences.js';
import { type OpenEngine, stages } from './engine/stage.js';

/** What every engine promises. `open` is called for each test anew. */
export function engineContract(name: string, open: OpenEngine): void {
  describe(`the ${name} engine`, () => {
    const stage = stages(open);
    for (const contract of [
      commitContract,
      historyContract,
      oldPagesContract,
      liveContract,
      listContract,
      latestContract,
      presenceContract,
      marksContract,
      modelContract,
      boardContract,
      boardReadContract,
    ]) {
      contract(stage);
    }
  });
}
