import type { ChannelKind, ChannelName, ProjectId } from '../contract/ids.js';

/** A channel in the list of its kind. */
export interface ListPlace {
  readonly channel: ChannelName;
  readonly score: number;
}

export interface ListPage {
  readonly channels: readonly ChannelName[];
  readonly total: number;
}

/** Lists of channels by kind that commits put in, newest score first, equal scores by name, descending. */
export interface Lists {
  list(
    project: ProjectId,
    kind: ChannelKind | 'system',
    page: { offset: number; limit: number },
  ): Promise<ListPage>;
  /**
   * What follows a place, whether its channel is still there or not; without one the list from its beginning. Going on from
   * the last place each time meets every channel that keeps its place exactly once.
   */
  listAfter(
    project: ProjectId,
    kind: ChannelKind | 'system',
    query: { readonly after?: ListPlace; readonly limit: number },
  ): Promise<readonly ListPlace[]>;
}
