import type { Codec } from '../../commit/decision.js';
import { type ChannelName, channelName, type PlayerId } from '../../contract/ids.js';
import type { JsonObject } from '../../contract/json-object.js';
import type { LobbyPhase, LobbyView, Privacy } from './lobby-contract.js';

/** A player's seat. */
export interface Member {
  readonly playerId: PlayerId;
  readonly playerName: string;
  readonly ready: boolean;
  /** Has a socket; only members who ever did can time out. */
  readonly connected: boolean;
  /** Unix ms. */
  readonly joinedAt: number;
  /** Since when the others know that the connection is gone, Unix ms. */
  readonly disconnectedAt?: number;
}

export interface Invite {
  readonly code: string;
  /** Unix ms. */
  readonly expiresAt: number;
  /** Absent: whoever has the code. */
  readonly playerId?: PlayerId;
}

/** What is stored of a lobby. */
export interface LobbyState {
  /** Schema number. */
  readonly v: 1;
  readonly lobbyId: string;
  readonly name: string;
  readonly description?: string;
  /** null: nobody is in. */
  readonly hostId: PlayerId | null;
  readonly state: LobbyPhase;
  readonly privacy: Privacy;
  readonly maxPlayers: number;
  readonly gameMode?: string;
  readonly difficulty?: string;
  readonly passwordHash?: string;
  readonly config: JsonObject;
  readonly metadata: JsonObject;
  /** The longest-present first. */
  readonly players: readonly Member[];
  readonly invites?: readonly Invite[];
  /** Kept out until invited by name. */
  readonly banned?: readonly PlayerId[];
  /** Unix ms. */
  readonly createdAt: number;
  /** Unix ms of the last thing that happened; decides when the lobby is idle. */
  readonly activeAt: number;
  /** Unix ms. */
  readonly startedAt?: number;
}

export const lobbyChannel = (lobbyId: string): ChannelName => channelName('lobby', lobbyId);

/** The chat channel that exists with a lobby, for its members. */
export const lobbyChatChannel = (lobbyId: string): ChannelName => channelName('chat', `${lobbyId}-chat`);

export const lobbyCodec: Codec<LobbyState> = {
  encode: (state) => JSON.stringify(state),
  decode: (text) => JSON.parse(text),
};

export const findMember = ({ players }: LobbyState, playerId: PlayerId): Member | undefined =>
  players.find((member) => member.playerId === playerId);

/** A lobby as clients see it: without its secrets. */
export function viewLobby(lobby: LobbyState): LobbyView {
  const { v, passwordHash, invites, banned, activeAt, players, config, metadata, ...rest } = lobby;
  return {
    ...rest,
    hasPassword: passwordHash !== undefined,
    config: { ...config },
    metadata: { ...metadata },
    players: players.map(viewMember),
  };
}

/** What calls that change a lobby answer. */
export const lobbyResult = (lobby: LobbyState): { lobbyId: string; lobby: LobbyView } => ({
  lobbyId: lobby.lobbyId,
  lobby: viewLobby(lobby),
});

/** A member as clients see it. */
export const viewMember = ({
  playerId,
  playerName,
  ready,
  connected,
  joinedAt,
}: Member): LobbyView['players'][number] => ({ playerId, playerName, ready, connected, joinedAt });
