import type { ProjectId } from '../../contract/ids.js';
import type { JsonObject } from '../../contract/json-object.js';
import { type Feature, feature } from '../../contract/operation.js';
import type { Deps } from '../deps.js';
import { onceOf, rememberOnce } from '../once.js';
import { announcementOperations } from './contract.js';

/** Sends to everybody connected to a project on any node, or to followers of some channels; nothing is kept. */
export type Announce = (
  project: ProjectId,
  event: string,
  message: JsonObject,
  /** Channel names; absent: everybody. */
  to?: readonly string[],
) => void | Promise<void>;

/** Messages to everybody who is connected. */
export const announcementsFeature = ({ append }: Pick<Deps, 'append'>, announce: Announce): Feature =>
  feature(announcementOperations, {
    async announce(input, context) {
      const { event, data, to } = input;
      const { project } = context.caller;
      const { at } = context;
      const place = { project, at, ...onceOf('announce', context, input) };
      // Remembered first: an announcement that may be lost is better than one heard twice.
      const { result, repeated } = await rememberOnce(append, place, { event });
      const channels = to === undefined ? undefined : [to].flat();
      if (!repeated) await announce(project, event, { ...data, at }, channels);
      return result;
    },
  });
