import type { Decision, Found, Target } from '../../commit/decision.js';
import { AppError } from '../../contract/errors.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import type { Change, Snapshot } from '../../engine/engine.js';
import type { Deps } from '../deps.js';
import { changeMembership, lobbiesOf, membershipChannel, readMembership } from './membership.js';
import { type LobbyState, lobbyChannel, lobbyChatChannel, lobbyCodec } from './state.js';
import type { LobbyTurn } from './turn.js';

/** One change of one lobby. */
export interface LobbyChange<Result> extends Pick<Target<LobbyState>, 'once' | 'at'> {
  readonly project: ProjectId;
  readonly lobbyId: string;
  /** The lobby to begin with when there is none. */
  readonly begin?: LobbyState;
  /** Who may come in or go by it. */
  readonly moves: (lobby: LobbyState) => readonly PlayerId[];
  /** What happens; pure. */
  readonly rule: (lobby: LobbyState) => LobbyTurn;
  /** What the caller is told about the lobby afterwards. */
  readonly answer: (lobby: LobbyState) => Result;
  /** Changes of other channels, e.g. an event for a player. */
  readonly others?: (lobby: LobbyState) => readonly Change[];
  /** Lobbies a player may be in after coming in. */
  readonly mostLobbies?: number;
  /** When to look whether a player who comes in as connected really is, Unix ms; absent: it is certain. */
  readonly dueAt?: number | undefined;
}

// Putting somebody out must not trim a chat's history, nor keep one that nobody used.
const evictionKeep = { publications: 1_000_000, ttlMs: 60_000 };

/**
 * Commits what a rule makes of a lobby, together with the memberships of who comes and goes, and with the end of their place
 * in the lobby's chat.
 * @throws what the rule throws; AppError LOBBY_NOT_FOUND | CONFLICT (in too many lobbies) | UNAVAILABLE
 */
export async function changeLobby<Result>(
  { transact, config }: Pick<Deps, 'transact' | 'config'>,
  change: LobbyChange<Result>,
): Promise<Result> {
  const { project, lobbyId, at, once, begin, moves, rule, answer } = change;
  const target: Target<LobbyState> = {
    project,
    channel: lobbyChannel(lobbyId),
    codec: lobbyCodec,
    at,
    beside: (stored = begin) => (stored ? moves(stored).map(membershipChannel) : []),
    ...(once ? { once } : {}),
  };
  const { result } = await transact(target, (stored: LobbyState | undefined, _definitions, found) => {
    const before = stored ?? begin;
    if (!before) throw new AppError('LOBBY_NOT_FOUND');
    const turn = rule(before);
    const result = answer(turn.lobby);
    if (turn.lobby === stored) return { events: turn.events, result };
    const others = [
      ...(change.others?.(turn.lobby) ?? []),
      ...membershipChanges({ stored, turn, moving: moves(before), found, change }),
      ...chatChanges(turn, at),
    ];
    return {
      ...lobbyDecision({ ...turn, lobby: { ...turn.lobby, activeAt: at } }, config),
      others,
      result,
    };
  });
  return result;
}

/** Makes null of the failure that a lobby is gone by now, for those who have nothing to do then. */
export function unlessGone(error: unknown): null {
  if (error instanceof AppError && error.code === 'LOBBY_NOT_FOUND') return null;
  throw error;
}

function lobbyDecision(
  { lobby, events, evict, stay }: LobbyTurn,
  config: Deps['config'],
): Omit<Decision<LobbyState, never>, 'result'> {
  const isClosed = lobby.state === 'closed';
  return {
    state: lobby,
    events,
    ...(evict ? { evict } : {}),
    ...(stay ? { stay } : {}),
    listed: isClosed ? false : lobby.activeAt,
    ...(isClosed ? { fleeting: true, keep: closedKeep(config) } : {}),
  };
}

/** A closed lobby ends with its history, so that nothing of it stays. */
const closedKeep = ({ HISTORY_LOBBY, LOBBY_REOPEN_SECONDS }: Deps['config']) => ({
  publications: HISTORY_LOBBY,
  ttlMs: LOBBY_REOPEN_SECONDS * 1000,
});

interface Moves {
  readonly stored: LobbyState | undefined;
  readonly turn: LobbyTurn;
  readonly moving: readonly PlayerId[];
  readonly found: Found;
  readonly change: Pick<LobbyChange<unknown>, 'lobbyId' | 'at' | 'mostLobbies' | 'dueAt'>;
}

function membershipChanges({ stored, turn, moving, found, change }: Moves): Change[] {
  const { lobbyId, at, dueAt, mostLobbies = Number.POSITIVE_INFINITY } = change;
  const was = seated(stored);
  const is = seated(turn.lobby);
  return moving.flatMap((playerId, index): Change[] => {
    const isIn = is.has(playerId);
    const snapshot = found.beside[index];
    if (was.has(playerId) === isIn || !snapshot) return [];
    if (isIn) mustHaveRoom(snapshot, mostLobbies);
    return [changeMembership(playerId, snapshot, { lobbyId, isIn, at, ...(isIn ? { dueAt } : {}) })];
  });
}

function mustHaveRoom(found: Snapshot, mostLobbies: number): void {
  if (lobbiesOf(readMembership(found)).length < mostLobbies) return;
  throw new AppError('CONFLICT', {
    message: `A player can be in at most ${mostLobbies} lobbies`,
    details: { limit: mostLobbies },
  });
}

/** Whoever is in a lobby that is not over. */
const seated = (lobby: LobbyState | undefined): ReadonlySet<PlayerId> =>
  new Set(lobby && lobby.state !== 'closed' ? lobby.players.map(({ playerId }) => playerId) : []);

const chatChanges = ({ lobby, evict }: LobbyTurn, at: number): Change[] =>
  evict
    ? [
        {
          channel: lobbyChatChannel(lobby.lobbyId),
          publication: { at, events: [], evict },
          keep: evictionKeep,
        },
      ]
    : [];
