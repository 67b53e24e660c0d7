import { readFileSync } from 'node:fs';
import type { Cluster, Redis, Result } from 'ioredis';

/** The number of keys, the keys, then the other arguments, as stated in the header of the script. */
export type ScriptArguments = [keys: number, ...rest: (string | number)[]];

declare module 'ioredis' {
  interface RedisCommander<Context> {
    fanfareCommit(...call: ScriptArguments): Result<unknown, Context>;
    fanfareCommitMore(...call: ScriptArguments): Result<unknown, Context>;
    fanfareCommitGroup(...call: ScriptArguments): Result<unknown, Context>;
    fanfareCommitMoreGroup(...call: ScriptArguments): Result<unknown, Context>;
    fanfareRanks(...call: ScriptArguments): Result<unknown, Context>;
    fanfareFollow(...call: ScriptArguments): Result<unknown, Context>;
    fanfareWindows(...call: ScriptArguments): Result<unknown, Context>;
    fanfareForget(...call: ScriptArguments): Result<unknown, Context>;
    fanfareRead(...call: ScriptArguments): Result<unknown, Context>;
    fanfareHistory(...call: ScriptArguments): Result<unknown, Context>;
    fanfareHistoryBefore(...call: ScriptArguments): Result<unknown, Context>;
    fanfareLatest(...call: ScriptArguments): Result<unknown, Context>;
    fanfareRedact(...call: ScriptArguments): Result<unknown, Context>;
    fanfareList(...call: ScriptArguments): Result<unknown, Context>;
    fanfareListAfter(...call: ScriptArguments): Result<unknown, Context>;
    fanfareWatchAll(...call: ScriptArguments): Result<unknown, Context>;
    fanfareVerifyLife(...call: ScriptArguments): Result<unknown, Context>;
    fanfareRotateLife(...call: ScriptArguments): Result<unknown, Context>;
    fanfareReport(...call: ScriptArguments): Result<unknown, Context>;
    fanfareRenew(...call: ScriptArguments): Result<unknown, Context>;
    fanfareFind(...call: ScriptArguments): Result<unknown, Context>;
    fanfareCount(...call: ScriptArguments): Result<unknown, Context>;
    fanfareReap(...call: ScriptArguments): Result<unknown, Context>;
  }
}

export type ScriptName = keyof typeof files;

// A script makes its functions anew at each call, so they are left out where they are not needed.
const commit = ['head', 'retain', 'commit'];
const commitMore = [
  'head',
  'retain',
  'register',
  'redact-entries',
  'board-entry',
  'boards',
  'keep-latest',
  'commit',
];

// Each script is put together from these files, in order.
const files = {
  fanfareCommit: commit,
  fanfareCommitMore: commitMore,
  fanfareCommitGroup: ['group-begin', ...commit, 'group-end'],
  fanfareCommitMoreGroup: ['group-begin', ...commitMore, 'group-end'],
  fanfareRanks: ['head', 'visit', 'rank-pages', 'ranks'],
  fanfareWindows: ['windows'],
  fanfareFollow: ['follow'],
  fanfareForget: ['forget'],
  fanfareRead: ['head', 'visit', 'read'],
  fanfareHistory: ['head', 'visit', 'history'],
  fanfareHistoryBefore: ['head', 'visit', 'history-before'],
  fanfareLatest: ['head', 'visit', 'latest'],
  fanfareRedact: ['head', 'redact-entries', 'redact'],
  fanfareList: ['list'],
  fanfareListAfter: ['list-after'],
  fanfareWatchAll: ['watch-all'],
  fanfareVerifyLife: ['verify-life'],
  fanfareRotateLife: ['rotate-life'],
  fanfareReport: ['report'],
  fanfareRenew: ['renew'],
  fanfareFind: ['find'],
  fanfareCount: ['count'],
  fanfareReap: ['reap'],
};

/** Makes the scripts known to a client, which loads each into the server when it is missing there. */
export function defineScripts(client: Redis | Cluster): void {
  for (const [name, parts] of Object.entries(files)) {
    const texts = parts.map((part) => readFileSync(new URL(`./${part}.lua`, import.meta.url), 'utf8'));
    client.defineCommand(name, { lua: texts.join('\n') });
  }
}
