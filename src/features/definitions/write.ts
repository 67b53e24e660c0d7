import type { Offset } from '../../contract/position.js';
import { type Change, type Channels, Conflict } from '../../engine/engine.js';
import { checkProject } from './check.js';
import { BadDefinitions } from './file.js';
import { definitionsChannel, definitionsCodec, type StoredDefinitions } from './stored.js';

export interface Write {
  /** What the store holds. */
  readonly expect: Offset;
  readonly definitions: StoredDefinitions;
  /** What else changes with them. */
  readonly others: readonly Change[];
  /** Unix ms. */
  readonly at: number;
}

/**
 * Stores definitions.
 * @returns where they are; undefined when another node was faster
 * @throws BadDefinitions when their parts do not fit each other; Unavailable
 */
export async function writeDefinitions(
  channels: Channels,
  { expect: { epoch, offset }, definitions, others, at }: Write,
): Promise<Offset | undefined> {
  const { id: project } = definitions.project;
  const faults = checkProject(definitions.project);
  if (faults.length > 0) throw new BadDefinitions(`${project}, with what the admin API made`, faults);
  const own: Change = {
    channel: definitionsChannel,
    expect: { epoch, offset },
    state: definitionsCodec.encode(definitions),
    publication: { at, events: [] },
  };
  try {
    const committed = await channels.commit({ project, changes: [own, ...others] });
    return committed.status === 'committed' ? committed.positions[0] : undefined;
  } catch (error) {
    if (error instanceof Conflict) return undefined;
    throw error;
  }
}
