import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Deps } from '../deps.js';
import { greetPlayer, missPlayer } from './absence.js';
import { chunks } from './chunks.js';
import { membershipChannel, playerOfMembership, readMembership } from './membership.js';

export type SweepDeps = Pick<Deps, 'channels' | 'presence' | 'transact' | 'config'>;

/** Members without connection looked at in one go, those due first. */
const LOOKED_AT = 1_000;
// The nodes look at the same members; at slightly different times the first one nearly always acts alone.
const SPREAD_MS = 400;

/** Acts on members whose connection dropped: greets those who are back, misses those whose time has come. */
export async function sweepAbsences(
  deps: SweepDeps,
  project: ProjectId,
  here: { readonly isHere: (project: ProjectId, playerId: PlayerId) => boolean; readonly quietMs: number },
): Promise<void> {
  const { channels, presence } = deps;
  const listed = await channels.list(project, 'system', { offset: 0, limit: LOOKED_AT });
  const players = listed.channels.flatMap((channel) => playerOfMembership(channel) ?? []);
  const patienceMs = Math.random() * SPREAD_MS;

  for (const some of chunks(players)) {
    const at = Date.now();
    const memberships = await channels.readMany(project, some.map(membershipChannel));
    const online = await presence.find(project, some, at);
    const acts = some.map(async (playerId, index) => {
      const membership = readMembership(memberships[index] ?? { state: undefined });
      if (membership?.dueAt === undefined) return;
      const isDue = membership.dueAt + patienceMs <= at;
      const sighting = { project, playerId, at };
      // Right after a drop, presence may not have heard of it yet.
      const isOnline = online.get(playerId)?.online;
      const isHere = here.isHere(project, playerId);
      if (isOnline && (isHere || isDue || membership.missing)) {
        await greetPlayer(deps, { ...sighting, againAt: undefined }, membership);
      } else if (isDue && isHere) {
        await greetPlayer(deps, { ...sighting, againAt: at + here.quietMs }, membership);
      } else if (isDue) {
        await missPlayer(deps, sighting, membership);
      }
    });
    await Promise.all(acts);
  }
}
