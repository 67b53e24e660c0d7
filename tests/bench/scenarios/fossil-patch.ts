import { textDelta } from '../../../src/gateways/centrifuge/deltas.js';
import type { Scenario } from '../stage.js';

const ROWS = 100;

/** How much of a board's state is sent again when one score changes and no row moves. */
export const fossilPatch: Scenario = {
  name: 'fossil-patch',
  repeats: 1,
  only: 'ours',
  async run({ figures, name }) {
    const before = JSON.stringify(board(1_000_000));
    const after = JSON.stringify(board(1_000_007));
    const patch = textDelta(before, after) ?? after;
    const share = (Buffer.byteLength(patch) / Buffer.byteLength(after)) * 100;
    process.stdout.write(`  ${Buffer.byteLength(patch)} of ${Buffer.byteLength(after)} bytes\n`);
    figures.add(
      { scenario: 'fossil-patch', name: 'patch of a 100-row board', unit: '% of full', most: 2 },
      name,
      share,
    );
  },
};

/** The 50th row's score changes, by less than the next one is apart. */
const board = (fiftieth: number): object => ({
  leaders: Array.from({ length: ROWS }, (_, index) => ({
    rank: index + 1,
    playerId: `player-${String(index * 7919).padStart(6, '0')}`,
    displayName: `Player ${index}`,
    score: index === 49 ? fiftieth : 1_000_000 + (49 - index) * 1000,
  })),
});
