import { BadConfig, type Config } from '../config.js';
import type { ProjectId } from '../contract/ids.js';

/**
 * The project that owns calls without credential and what is read from Redis Streams: the one named, or the only one.
 * @throws BadConfig when it has to be named and is not, or is named and does not exist
 */
export function findPublicProject(
  { PUBLIC_PROJECT: named, STREAM_CONSUMERS: logs = [] }: Pick<Config, 'PUBLIC_PROJECT' | 'STREAM_CONSUMERS'>,
  projects: readonly ProjectId[],
): ProjectId | undefined {
  if (named !== undefined && !projects.includes(named)) {
    throw new BadConfig(
      `Bad settings:\n  PUBLIC_PROJECT: is not in the definitions, which have ${projects.join(', ')}`,
    );
  }
  const owner = named ?? (projects.length === 1 ? projects[0] : undefined);
  if (owner === undefined && logs.length > 0) {
    throw new BadConfig(
      'Bad settings:\n  PUBLIC_PROJECT: required with STREAM_CONSUMERS when there are several projects',
    );
  }
  return owner;
}
