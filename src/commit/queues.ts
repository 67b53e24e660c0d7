/** Runs the tasks of one key one after another, those of different keys side by side. */
export interface Queues {
  run<Result>(key: string, task: () => Promise<Result>): Promise<Result>;
  /** Tasks that run or wait. */
  readonly size: number;
}

/** Makes queues that exist only while they hold something. */
export function createQueues(): Queues {
  const tails = new Map<string, Promise<unknown>>();
  let size = 0;

  return {
    run(key, task) {
      const before = tails.get(key);
      const run = before === undefined ? task() : before.then(task, task);
      tails.set(key, run);
      size += 1;
      const tidy = () => {
        size -= 1;
        if (tails.get(key) === run) tails.delete(key);
      };
      run.then(tidy, tidy);
      return run;
    },

    get size() {
      return size;
    },
  };
}
