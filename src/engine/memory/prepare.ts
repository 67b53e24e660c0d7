import { parseChannelName } from '../../contract/ids.js';
import { encodeBody, RANKS_MARK } from '../../contract/publication.js';
import type { Change, Retention } from '../engine.js';
import type { Append } from './channel.js';
import type { Project } from './project.js';

export interface Prepared {
  /** What goes into the channel; undefined when the change has nothing to say. */
  readonly append: Append | undefined;
  readonly ranks: string | undefined;
}

/** Does what a change does beside its channel: lists, profiles, boards; nothing can fail from here on. */
export function prepare(project: Project, change: Change, keep: Retention, now: number): Prepared {
  const { channel, publication, quiet, state, fleeting = false, dropHistory = false } = change;
  const { redact = [], latest = [] } = change;
  project.setListed(change);
  if (change.profile !== undefined) {
    project.boards.setProfile(parseChannelName(channel)?.id ?? '', change.profile);
  }
  const moves = change.ranks && project.boards.apply(channel, change.ranks, now);
  if (change.ranks && moves?.begins) project.setListed({ channel, listed: change.ranks.startsAt });
  if (quiet && moves?.moved === undefined) return { append: undefined, ranks: moves?.report };

  const events = moves ? [...publication.events, ...moves.highScores] : publication.events;
  const body = encodeBody({ ...publication, events });
  const text = moves?.moved === undefined ? body : body + RANKS_MARK + moves.moved;
  return { append: { text, state, fleeting, keep, dropHistory, redact, latest }, ranks: moves?.report };
}
