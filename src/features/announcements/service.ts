import type { ProjectId } from '../../contract/ids.js';
import type { JsonObject } from '../../contract/json-object.js';
import { type Feature, feature } from '../../contract/operation.js';
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
export const announcementsFeature = (announce: Announce): Feature =>
  feature(announcementOperations, {
    async announce({ event, data, to }, { caller, at }) {
      await announce(caller.project, event, { ...data, at }, to === undefined ? undefined : [to].flat());
      return { event };
    },
  });
