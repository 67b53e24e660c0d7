import type { Decision } from '../../commit/decision.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Deps } from '../deps.js';
import { greetMember, missMember } from './attendance.js';
import { changeLobby, unlessGone } from './commits.js';
import { listedUntil, type Membership, membershipChannel, membershipCodec } from './membership.js';
import { findMember, type LobbyState } from './state.js';
import type { LobbyTurn } from './turn.js';

/** What acting on absences needs. */
export type AbsenceDeps = Pick<Deps, 'transact' | 'config'>;

/** One player and when it is, Unix ms. */
export interface Sighting {
  readonly project: ProjectId;
  readonly playerId: PlayerId;
  readonly at: number;
}

/**
 * Has every node look at a player's lobbies at `dueAt` (Unix ms), because there may be no connection any more. Survives the
 * node that says so. Nothing for players in no lobby.
 */
export const noteGone = (deps: AbsenceDeps, sighting: Sighting, dueAt: number): Promise<void> =>
  changeAbsence(deps, sighting, ({ missing, ...membership }) => ({ ...membership, dueAt }));

/**
 * Shows a player without connection as gone in all lobbies, or takes the seats when the grace period is over. Any number of
 * nodes may do it at the same time.
 */
export async function missPlayer(
  deps: AbsenceDeps,
  sighting: Sighting,
  { lobbies, dueAt }: Membership,
): Promise<void> {
  const { playerId, at } = sighting;
  const graceMs = deps.config.LOBBY_GRACE_SECONDS * 1000;
  const waits = await inLobbies(deps, sighting, {
    lobbies,
    rule: (lobby) => missMember(lobby, playerId, { at, graceMs }),
    answer: (lobby) => findMember(lobby, playerId)?.disconnectedAt,
  });
  const gone = waits.filter((since) => since !== null && since !== undefined);
  const next = gone.length > 0 ? Math.min(...gone) + graceMs : undefined;
  await changeAbsence(deps, sighting, ({ dueAt: present, missing, ...rest }) => {
    if (present !== dueAt) return undefined;
    return next === undefined ? rest : { ...rest, dueAt: next, missing: true };
  });
}

/** A player seen connected. */
export interface Greeting extends Sighting {
  /** When to look again, because nobody but this node may know of the connection, Unix ms. */
  readonly againAt: number | undefined;
}

/** Shows a player who has a connection (again) in all lobbies. Any number of nodes may do it at the same time. */
export async function greetPlayer(
  deps: AbsenceDeps,
  greeting: Greeting,
  { lobbies, dueAt }: Membership,
): Promise<void> {
  const { playerId, againAt } = greeting;
  // Before the others are told: this node may die, and nobody else would know that there is somebody to miss.
  if (againAt !== undefined) await noteGone(deps, greeting, againAt);
  await inLobbies(deps, greeting, {
    lobbies,
    rule: (lobby) => greetMember(lobby, playerId),
    answer: () => null,
  });
  if (dueAt === undefined || againAt !== undefined) return;
  // Who dropped once more meanwhile has to be looked after.
  await changeAbsence(deps, greeting, ({ dueAt: present, missing, ...rest }) =>
    present === dueAt ? rest : undefined,
  );
}

interface Visit<Result> {
  readonly lobbies: readonly string[];
  readonly rule: (lobby: LobbyState) => LobbyTurn;
  readonly answer: (lobby: LobbyState) => Result;
}

const inLobbies = <Result>(
  deps: AbsenceDeps,
  { project, playerId, at }: Sighting,
  { lobbies, rule, answer }: Visit<Result>,
): Promise<(Result | null)[]> =>
  Promise.all(
    lobbies.map((lobbyId) =>
      changeLobby(deps, {
        project,
        lobbyId,
        at,
        moves: () => [playerId],
        rule,
        answer,
      }).catch(unlessGone),
    ),
  );

/** Changes when a player is looked after; undefined leaves it. */
async function changeAbsence(
  { transact }: AbsenceDeps,
  { project, playerId, at }: Sighting,
  change: (membership: Membership) => Membership | undefined,
): Promise<void> {
  const target = { project, channel: membershipChannel(playerId), codec: membershipCodec, at };
  await transact(target, (membership: Membership | undefined): Decision<Membership, null> => {
    const changed = membership && change(membership);
    if (!changed) return { events: [], result: null };
    const listed = changed.dueAt === undefined ? (false as const) : listedUntil(changed.dueAt);
    return { state: changed, events: [], result: null, listed };
  });
}
