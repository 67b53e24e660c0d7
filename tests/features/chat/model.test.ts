import { expect, it } from '@jest/globals';
import fc from 'fast-check';
import { eventually } from '../../support/eventually.js';
import { applied, Model, players, type Step } from './model.js';
import { type ChatStage, onBothEngines } from './stage.js';

const who = fc.constantFrom(...players);
const step: fc.Arbitrary<Step> = fc.oneof(
  { weight: 6, arbitrary: fc.record({ do: fc.constant('say' as const), who }) },
  {
    weight: 5,
    arbitrary: fc.record({
      do: fc.constantFrom('edit' as const, 'delete' as const),
      who: fc.option(who, { nil: undefined }),
      nth: fc.nat({ max: 20 }),
    }),
  },
  {
    weight: 3,
    arbitrary: fc.record({
      do: fc.constantFrom('mute' as const, 'ban' as const, 'shadow_ban' as const, 'lift' as const),
      who,
    }),
  },
);

async function follow(stage: ChatStage, steps: readonly Step[]): Promise<void> {
  const model = new Model();
  const half = Math.floor(steps.length / 2);
  for (const each of steps.slice(0, half)) await model.take(stage, each);
  const free = players.filter((player) => !model.isBanned(player));
  const clients = await Promise.all(
    free.map(async (player) => {
      const listener = await stage.listen(player);
      expect(listener.snapshot.unread).toBe(model.unread(player));
      return { player, listener };
    }),
  );
  for (const each of steps.slice(half)) await model.take(stage, each);

  expect(await stage.contents(undefined)).toEqual(model.contents(undefined));
  for (const player of players.filter((each) => !model.isBanned(each))) {
    expect(await stage.contents(player)).toEqual(model.contents(player));
  }
  for (const { player, listener } of clients) {
    await eventually(() => {
      if (listener.isOver()) return;
      expect(applied(listener.snapshot.messages, listener.heard)).toEqual(model.contents(player));
    });
    listener.leave();
  }
}

onBothEngines((open, redis) => {
  it('shows everybody what they should see after any sequence of commands', async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 30, size: 'max' }), async (steps) => {
        const stage = await open();
        await follow(stage, steps);
      }),
      { numRuns: redis() ? 25 : 100 },
    );
  });
});
