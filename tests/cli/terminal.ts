import { run } from '../../src/cli/run.js';

/** A command line that runs inside the test. */
export interface Session {
  readonly written: string[];
  readonly complaints: string[];
  /** Resolves with the exit code. */
  readonly code: Promise<number>;
  /** What Ctrl-C does. */
  stop(): void;
}

export function fanfare(
  argv: readonly string[],
  environment: Readonly<Record<string, string>> = {},
): Session {
  const written: string[] = [];
  const complaints: string[] = [];
  let stop = () => {};
  const stopped = new Promise<void>((resolve) => {
    stop = resolve;
  });
  const code = run(argv, {
    environment,
    isColoured: false,
    write: (line) => written.push(line),
    complain: (line) => complaints.push(line),
    untilStopped: () => stopped,
  });
  return { written, complaints, code, stop };
}
