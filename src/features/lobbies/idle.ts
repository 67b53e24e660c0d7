import type { ProjectId } from '../../contract/ids.js';
import type { Deps } from '../deps.js';
import { changeLobby, unlessGone } from './commits.js';
import { closeLobby } from './game.js';
import { readListed } from './search.js';
import { unchanged } from './turn.js';

export type IdleDeps = Pick<Deps, 'channels' | 'transact' | 'config'>;

const AT_ONCE = 50;

/** Closes lobbies in which nothing happened for `LOBBY_IDLE_SECONDS`. Any number of nodes may do it at the same time. */
export async function closeIdleLobbies(deps: IdleDeps, project: ProjectId, now: number): Promise<void> {
  const { channels, config } = deps;
  const idleSince = now - config.LOBBY_IDLE_SECONDS * 1000;
  for (;;) {
    // The list begins with the most recently active, so the idle ones are at its end.
    const { total } = await channels.list(project, 'lobby', { offset: 0, limit: 1 });
    const last = { offset: Math.max(0, total - AT_ONCE), limit: AT_ONCE };
    const { lobbies } = await readListed(channels, project, last);
    const idle = lobbies.filter(({ activeAt }) => activeAt <= idleSince);
    await Promise.all(idle.map(({ lobbyId }) => closeIdle(deps, { project, lobbyId, idleSince, at: now })));
    if (idle.length < AT_ONCE) return;
  }
}

interface Idle {
  readonly project: ProjectId;
  readonly lobbyId: string;
  readonly idleSince: number;
  readonly at: number;
}

const closeIdle = (deps: IdleDeps, { project, lobbyId, idleSince, at }: Idle): Promise<null> =>
  changeLobby(deps, {
    project,
    lobbyId,
    at,
    moves: ({ players }) => players.map(({ playerId }) => playerId),
    rule: (lobby) =>
      lobby.state !== 'closed' && lobby.activeAt <= idleSince
        ? closeLobby(lobby, undefined, 'idle')
        : unchanged(lobby),
    answer: () => null,
  }).catch(unlessGone);
