/** Runs the tasks of one key one after another, those of different keys side by side. */
export type Queues = <Result>(key: string, task: () => Promise<Result>) => Promise<Result>;

/** Makes queues that exist only while they hold something. */
export function createQueues(): Queues {
  const tails = new Map<string, Promise<unknown>>();

  return (key, task) => {
    const before = tails.get(key);
    const run = before === undefined ? task() : before.then(task, task);
    tails.set(key, run);
    const tidy = () => {
      if (tails.get(key) === run) tails.delete(key);
    };
    run.then(tidy, tidy);
    return run;
  };
}
