import { AppError } from '../../contract/errors.js';
import type { PlayerId } from '../../contract/ids.js';
import type { JsonObject } from '../../contract/json-object.js';
import type { Privacy } from './lobby-contract.js';
import { handOver } from './seats.js';
import { type LobbyState, viewLobby } from './state.js';
import { type LobbyTurn, mustNotBeClosed, mustRun, unchanged } from './turn.js';

type Optional<Fields> = { readonly [Name in keyof Fields]?: Fields[Name] | undefined };

interface Plain {
  readonly name: string;
  readonly privacy: Privacy;
  readonly maxPlayers: number;
  readonly config: JsonObject;
  readonly metadata: JsonObject;
}

interface Clearable {
  readonly description: string | null;
  readonly gameMode: string | null;
  readonly difficulty: string | null;
  readonly passwordHash: string | null;
}

/** Settings to change; null clears, absent stays. */
export type Settings = Optional<Plain> & Optional<Clearable>;

/** A lobby as it begins, without anybody in it. */
export function newLobby(
  lobbyId: string,
  settings: Settings & { readonly name: string },
  at: number,
): LobbyState {
  const bare: LobbyState = {
    v: 1,
    lobbyId,
    name: settings.name,
    hostId: null,
    state: 'open',
    privacy: 'PUBLIC',
    maxPlayers: 10,
    config: {},
    metadata: {},
    players: [],
    createdAt: at,
    activeAt: at,
  };
  return withSettings(bare, settings);
}

export interface Update {
  readonly settings: Settings;
  /** Who is to be host. */
  readonly hostId: PlayerId | undefined;
  /** undefined: the game server itself. */
  readonly actor: PlayerId | undefined;
}

/**
 * Changes settings and, on request, the host. A lobby that is no longer public goes on only for its members.
 * @throws AppError FORBIDDEN | LOBBY_NOT_OPEN | CONFLICT (fewer seats than members; a host who is no member)
 */
export function updateLobby(lobby: LobbyState, { settings, hostId, actor }: Update): LobbyTurn {
  mustRun(lobby, actor);
  mustNotBeClosed(lobby);
  if (settings.maxPlayers !== undefined && settings.maxPlayers < lobby.players.length) {
    throw new AppError('CONFLICT', { message: 'More players than that are in the lobby' });
  }
  const set = withSettings(lobby, settings);
  const changed = changedNames(lobby, set);
  const turn = hostId === undefined ? unchanged(set) : handOver(set, hostId);
  if (changed.length === 0) return turn.events.length > 0 ? turn : unchanged(lobby);

  const isHidden = lobby.privacy === 'PUBLIC' && set.privacy !== 'PUBLIC';
  const fields = { lobby: viewLobby(turn.lobby), changed };
  return {
    lobby: turn.lobby,
    events: [...turn.events, { name: 'lobby_updated', fields }],
    ...(isHidden ? { stay: lobby.players.map(({ playerId }) => playerId) } : {}),
  };
}

function withSettings(lobby: LobbyState, settings: Settings): LobbyState {
  const given = Object.entries(settings).filter(([, value]) => value !== undefined);
  const set = { ...lobby, ...Object.fromEntries(given) };
  const kept = Object.entries(set).filter(([name, value]) => value !== null || name === 'hostId');
  // Settings has the fields of a lobby with their types; null, which it allows in addition, was just taken out.
  return Object.fromEntries(kept) as unknown as LobbyState;
}

/** Names as clients know them. */
function changedNames(before: LobbyState, after: LobbyState): string[] {
  const names = [
    'name',
    'description',
    'privacy',
    'maxPlayers',
    'gameMode',
    'difficulty',
    'config',
    'metadata',
  ] as const;
  const changed: string[] = names.filter(
    (name) => JSON.stringify(before[name]) !== JSON.stringify(after[name]),
  );
  return before.passwordHash === after.passwordHash ? changed : [...changed, 'hasPassword'];
}
