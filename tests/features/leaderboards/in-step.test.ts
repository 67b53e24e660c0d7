import { expect, it } from '@jest/globals';
import type { RankPages } from '../../../src/engine/ranks.js';
import { InStep } from '../../../src/features/leaderboards/live/in-step.js';

const epoch = 'life.one';
const publication = (offset: number) =>
  ({ channel: 'leaderboard:b', epoch, offset, at: 0, events: [] }) as const;

/** What happened, and a read that is answered by hand. */
function stage() {
  const log: string[] = [];
  let answer: (pages: RankPages) => void = () => {};
  const inStep = new InStep({
    read: () =>
      new Promise((resolve) => {
        answer = resolve;
      }),
    deliver: ({ offset }) => log.push(`${offset}`),
    dropped: () => log.push('dropped'),
  });
  inStep.catchUp({ epoch, offset: 1 });
  const reading = () => inStep.read([], ({ offset }) => log.push(`state of ${offset}`));
  const answerAt = (offset: number) => answer({ epoch, offset, pages: [] });
  return { log, inStep, reading, answerAt };
}

it('uses what was read right after the publication of its position', async () => {
  const { log, inStep, reading, answerAt } = stage();

  const read = reading();
  for (const offset of [2, 3, 4]) inStep.receive(publication(offset));
  answerAt(3);
  await read;

  expect(log).toEqual(['2', '3', 'state of 3', '4']);
});

it('waits for publications that are still to come', async () => {
  const { log, inStep, reading, answerAt } = stage();

  const read = reading();
  answerAt(3);
  await read;
  for (const offset of [2, 3, 4]) inStep.receive(publication(offset));

  expect(log).toEqual(['2', '3', 'state of 3', '4']);
});

it('uses at once what was read where it stands', async () => {
  const { log, inStep, reading, answerAt } = stage();

  const read = reading();
  inStep.receive(publication(2));
  answerAt(1);
  await read;

  expect(log).toEqual(['state of 1', '2']);
});

it('drops a read that newcomers overtook, and holds nothing back from them', async () => {
  const { log, inStep, reading, answerAt } = stage();

  const read = reading();
  inStep.receive(publication(2));
  inStep.catchUp({ epoch, offset: 2 });
  answerAt(1);
  await read;
  inStep.receive(publication(3));

  expect(log).toEqual(['2', 'dropped', '3']);
});

it('drops a read of another life of the channel', async () => {
  const { log, inStep, reading, answerAt } = stage();

  const read = reading();
  inStep.catchUp({ epoch: 'life.two', offset: 1 });
  answerAt(1);
  await read;

  expect(log).toEqual(['dropped']);
});
