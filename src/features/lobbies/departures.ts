import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Deps } from '../deps.js';
import { noteGone } from './absence.js';
import { chunks } from './chunks.js';
import { membershipChannel } from './membership.js';

export type DepartureDeps = Pick<Deps, 'channels' | 'presence' | 'transact' | 'config'>;

export interface Gone {
  readonly project: ProjectId;
  readonly players: readonly PlayerId[];
}

/** Takes over the players of nodes that died, once over all nodes. They are away for longer than the quiet time already. */
export async function noteDeadNodes(deps: DepartureDeps): Promise<void> {
  for (;;) {
    const dead = await deps.presence.reap(Date.now());
    if (!dead) return;
    for (const left of dead) await noteAllGone(deps, left, 0);
  }
}

/** Has those who are in lobbies looked after from so many ms from now on. */
export async function noteAllGone(
  deps: DepartureDeps,
  { project, players }: Gone,
  inMs: number,
): Promise<void> {
  for (const some of chunks(players)) {
    const found = await deps.channels.readMany(project, some.map(membershipChannel));
    const seated = some.filter((_, index) => found[index]?.state !== undefined);
    const at = Date.now();
    await Promise.all(seated.map((playerId) => noteGone(deps, { project, playerId, at }, at + inMs)));
  }
}
