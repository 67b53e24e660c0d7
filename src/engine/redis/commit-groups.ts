import type { ProjectId } from '../../contract/ids.js';
import type { Connection } from './connection.js';
import type { ScriptArguments } from './scripts.js';

/** Commits sent in one call at most: what else wants something of the server waits for all of them. */
const GROUP = 16;
/** Keys and arguments of a group at most; Lua can unpack 8000 of one commit. */
const GROUP_ARGUMENTS = 4_000;

const groupScripts = {
  fanfareCommit: 'fanfareCommitGroup',
  fanfareCommitMore: 'fanfareCommitMoreGroup',
} as const;

type CommitScript = keyof typeof groupScripts;

interface Waiting {
  readonly script: CommitScript;
  readonly call: ScriptArguments;
  readonly resolve: (reply: unknown) => void;
  readonly reject: (error: unknown) => void;
}

/**
 * Sends the commits of a project that are made in one turn of the event loop together: a call costs more than the commit in
 * it. Each stays a commit of its own, applied or refused by itself.
 */
export class CommitGroups {
  readonly #connection: Connection;
  readonly #waiting = new Map<ProjectId, Waiting[]>();

  constructor(connection: Connection) {
    this.#connection = connection;
  }

  /** The reply of the script to one call of it. */
  send(project: ProjectId, script: CommitScript, call: ScriptArguments): Promise<unknown> {
    return new Promise((resolve, reject) => {
      let waiting = this.#waiting.get(project);
      if (!waiting) {
        waiting = [];
        this.#waiting.set(project, waiting);
        setImmediate(() => this.#flush(project));
      }
      waiting.push({ script, call, resolve, reject });
    });
  }

  #flush(project: ProjectId): void {
    const waiting = this.#waiting.get(project) ?? [];
    this.#waiting.delete(project);
    let group: Waiting[] = [];
    let size = 0;
    for (const one of waiting) {
      size += one.call.length;
      if (group.length === GROUP || (group.length > 0 && size > GROUP_ARGUMENTS)) {
        this.#run(project, group);
        group = [];
        size = one.call.length;
      }
      group.push(one);
    }
    this.#run(project, group);
  }

  #run(project: ProjectId, group: readonly Waiting[]): void {
    const [first] = group;
    if (first && group.length === 1) {
      this.#connection.writeScript(project, first.script, first.call).then(first.resolve, first.reject);
      return;
    }
    // The larger script does what the smaller one does, so that what was sent first is also done first.
    const needsMore = group.some(({ script }) => script === 'fanfareCommitMore');
    const script = groupScripts[needsMore ? 'fanfareCommitMore' : 'fanfareCommit'];
    this.#connection.writeScript(project, script, joinCalls(group)).then(
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
