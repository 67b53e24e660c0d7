import type { ProjectId } from '../contract/ids.js';
import type { Marks } from '../engine/engine.js';

interface Gathering {
  readonly names: string[];
  /** Of all names, in order. */
  readonly values: Promise<readonly (string | undefined)[]>;
}

/**
 * Marks whose reads are gathered. What is asked for while a read of the same project is under way, or within one turn of the event loop, goes to
 * the store as one command; it is always sent after the question. Clients that come back together, after a restart of a node
 * for example, would otherwise cost a command each.
 */
export function gatherReads(marks: Marks): Marks {
  const gatherings = new Map<ProjectId, Gathering>();
  const underWay = new Map<ProjectId, Promise<void>>();

  const begin = (project: ProjectId): Gathering => {
    const names: string[] = [];
    const mayGo = underWay.get(project) ?? new Promise((resolve) => setImmediate(resolve));
    const values = mayGo.then(() => {
      gatherings.delete(project);
      const read = marks.get(project, names);
      const done = () => void underWay.delete(project);
      underWay.set(project, read.then(done, done));
      return read;
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
