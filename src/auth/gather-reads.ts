import type { ProjectId } from '../contract/ids.js';
import type { Marks } from '../engine/engine.js';

/** A question that comes this soon after another was sent waits for more to go with it, ms. */
const GATHER_MS = 4;

interface Gathering {
  readonly names: string[];
  /** Of all names, in order. */
  readonly values: Promise<readonly (string | undefined)[]>;
}

/**
 * Marks whose reads are gathered: when many ask, as clients do that come back together after a restart of a node, a project's
 * questions go to the store as one command every few milliseconds. One that comes alone is not held up. The command is always
 * sent after the question, so an answer is never older than that.
 */
export function gatherReads(marks: Marks): Marks {
  const gatherings = new Map<ProjectId, Gathering>();
  const sentAt = new Map<ProjectId, number>();

  const begin = (project: ProjectId): Gathering => {
    const names: string[] = [];
    const waitMs = (sentAt.get(project) ?? Number.NEGATIVE_INFINITY) + GATHER_MS - performance.now();
    const values = pause(waitMs).then(() => {
      gatherings.delete(project);
      sentAt.set(project, performance.now());
      return marks.get(project, names);
    });
    const gathering = { names, values };
    gatherings.set(project, gathering);
    return gathering;
  };

  return {
    put: (...mark) => marks.put(...mark),

    async get(project, names) {
      const gathering = gatherings.get(project) ?? begin(project);
      const first = gathering.names.length;
      gathering.names.push(...names);
      const values = await gathering.values;
      return values.slice(first, first + names.length);
    },
  };
}

/** Waits at least to the end of this turn of the event loop. */
const pause = (ms: number): Promise<void> =>
  new Promise((resolve) => {
    if (ms > 0) setTimeout(resolve, ms);
    else setImmediate(resolve);
  });
