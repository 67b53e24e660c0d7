import type { Recent } from '../../commit/recent.js';
import type { ChannelName, PlayerId, ProjectId } from '../../contract/ids.js';
import type { Offset } from '../../contract/position.js';
import type { Deps } from '../deps.js';
import type { KnownName } from './author.js';
import type { Newest } from './unread.js';

/** What chat asks of lobbies, whose channels are called `<lobbyId>-chat`. */
export interface LobbyReader {
  /** Who sits in a lobby; undefined when there is no such lobby. */
  lobbyMembers(project: ProjectId, lobbyId: string): Promise<LobbyMembers | undefined>;
  /** The same as this node read it last, if it did: whoever goes by it has to commit against its position. */
  recall(project: ProjectId, lobbyId: string): LobbyMembers | undefined;
  /** The lobbies a player sits in. */
  lobbiesOf(project: ProjectId, playerId: PlayerId): Promise<readonly string[]>;
}

/** Who sits in a lobby, as of a position of its channel. */
export interface LobbyMembers {
  readonly lobby: ChannelName;
  readonly members: readonly PlayerId[];
  readonly closed: boolean;
  readonly position: Offset;
}

/** `player_typing` as clients get it. */
export interface Typing {
  readonly channelId: string;
  readonly playerId: PlayerId;
  readonly playerName: string;
  readonly typing: boolean;
  /** Unix ms. */
  readonly at: number;
}

/** Sends `player_typing` to whoever follows a chat, on all nodes, but not to the player itself; nothing is stored. */
export type BroadcastTyping = (project: ProjectId, channelId: string, event: Typing) => void;

/** What the services of chat are made of. */
export interface ChatParts extends Deps {
  readonly lobbies: LobbyReader;
  readonly broadcastTyping: BroadcastTyping;
  /** A recent offset of the channels written to through this node, by project and channel. */
  readonly tops: Recent<number>;
  readonly newest: Recent<Newest>;
  /** Of players who wrote through this node, by project and player. */
  readonly names: Recent<KnownName>;
}
