import { setTimeout as delay } from 'node:timers/promises';

/**
 * Waits until a function neither throws nor returns false, trying every few milliseconds. Its patience is for machines that are
 * slow or busy: a test that promises how soon something happens measures it.
 * @throws the last failure when that has not happened in time
 */
export async function eventually<Result>(
  attempt: () => Result | Promise<Result>,
  withinMs = 15_000,
): Promise<Result> {
  const until = Date.now() + withinMs;
  for (;;) {
    try {
      const result = await attempt();
      if (result !== false) return result;
      if (Date.now() > until) throw new Error(`not so within ${withinMs} ms: ${attempt}`);
    } catch (error) {
      if (Date.now() > until) throw error;
    }
    await delay(5);
  }
}
