import type { ProjectId } from '../../contract/ids.js';
import type { Connection } from './connection.js';
import type { ScriptArguments } from './scripts.js';

/** Commits sent in one call at most: what else wants something of the server waits for all of them. */
const GROUP = 16;

const groupScripts = {
  fanfareCommit: 'fanfareCommitGroup',
  fanfareCommitMore: 'fanfareCommitMoreGroup',
} as const;

type CommitScript = keyof typeof groupScripts;

interface Waiting {
  readonly call: ScriptArguments;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends the commits of a project that are made in one turn together: a call costs this node more than the commit in it. Each
 * stays a commit of its own, applied or refused by itself.
 */
export class CommitGroups {
  readonly #connection: Connection;
  readonly #waiting = new Map<ProjectId, Record<CommitScript, Waiting[]>>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The reply of the script to one call of it. */
  send(project: ProjectId, script: CommitScript, call: ScriptArguments): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let waiting = this.#waiting.get(project);
      if (!waiting) {
        waiting = { fanfareCommit: [], fanfareCommitMore: [] };
        this.#waiting.set(project, waiting);
        process.nextTick(() => this.#flush(project));
      }
      waiting[script].push({ call, resolve, reject });
    });
  }

  #flush(project: ProjectId): void {
    const waiting = this.#waiting.get(project);
    this.#waiting.delete(project);
    if (!waiting) return;
    for (const script of ['fanfareCommit', 'fanfareCommitMore'] as const) {
      const all = waiting[script];
      for (let at = 0; at < all.length; at += GROUP) this.#run(project, script, all.slice(at, at + GROUP));
    }
  }

  #run(project: ProjectId, script: CommitScript, group: readonly Waiting[]): void {
    const [first] = group;
    if (first && group.length === 1) {
      this.#connection.writeScript(project, script, first.call).then(first.resolve, first.reject);
      return;
    }
    this.#connection.writeScript(project, groupScripts[script], joinCalls(group)).then(
      (replies) => {
        // The form of the reply is stated in group-end.lua.
        for (const [index, reply] of (replies as unknown[][]).entries()) settle(group[index], reply);
      },
      (error: unknown) => {
        for (const { reject } of group) reject(error);
      },
    );
  }
}

function joinCalls(group: readonly Waiting[]): ScriptArguments {
  const joined: ScriptArguments = [0];
  for (const { call } of group) {
    for (let at = 1; at <= call[0]; at++) joined.push(call[at] ?? '');
  }
  joined[0] = joined.length - 1;
  for (const { call } of group) {
    const keys = call[0];
    joined.push(keys, call.length - 1 - keys);
    for (let at = keys + 1; at < call.length; at++) joined.push(call[at] ?? '');
  }
  return joined;
}

function settle(waiting: Waiting | undefined, reply: unknown[]): void {
  if (reply[0] === 'failed') waiting?.reject(new Error(`A commit failed: ${String(reply[1])}`));
  else waiting?.resolve(reply);
}
