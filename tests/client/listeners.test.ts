import { expect, it } from '@jest/globals';
import { Listeners } from '../../src/client/listeners.js';

it('reports a listener that throws as uncaught and still calls the others', () => {
  const listeners = new Listeners<{ tick: [number] }>();
  const heard: number[] = [];
  listeners.add('tick', () => {
    throw new Error('in the page');
  });
  listeners.add('tick', (value) => heard.push(value));
  const later: (() => void)[] = [];
  const { queueMicrotask } = globalThis;
  globalThis.queueMicrotask = (run) => void later.push(run);

  listeners.emit('tick', 7);

  globalThis.queueMicrotask = queueMicrotask;
  expect(heard).toEqual([7]);
  expect(later).toHaveLength(1);
  expect(later[0]).toThrow('in the page');
});

it('calls a function as often as it was added, and no more once it is taken away', () => {
  const listeners = new Listeners<{ tick: [] }>();
  let calls = 0;
  const listener = () => void calls++;
  const stop = listeners.add('tick', listener);
  listeners.add('tick', listener);

  listeners.emit('tick');
  stop();
  listeners.emit('tick');

  expect(calls).toBe(3);
});
