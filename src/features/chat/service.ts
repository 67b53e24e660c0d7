import { createRecent } from '../../commit/recent.js';
import type { PlayerId, ProjectId } from '../../contract/ids.js';
import { type Feature, feature } from '../../contract/operation.js';
import type { SubscribableKind } from '../../hub/channel-kind.js';
import type { Deps } from '../deps.js';
import type { KnownName } from './author.js';
import { chatOperations } from './contract.js';
import { openDirect } from './direct.js';
import { eraseMessagesOf } from './erase.js';
import { chatKind } from './kind.js';
import { createLobbyReader } from './lobby-reader.js';
import { moderate } from './moderate.js';
import type { BroadcastTyping, ChatParts } from './parts.js';
import { listMessages, markRead } from './read.js';
import { deleteMessage, editMessage } from './revise.js';
import { sendMessage } from './send.js';
import { readmitTo, suspendFrom } from './suspend.js';
import { showTyping } from './typing.js';
import type { Newest } from './unread.js';

const REMEMBERED_TOPS = 10_000;
const REMEMBERED_CHANNELS = 100;
const REMEMBERED_NAMES = 10_000;

/** What a node mounts of chat. */
export interface Chat {
  readonly feature: Feature;
  readonly kind: SubscribableKind;
  /** Deletes what a player wrote; to be called when the player is erased, before the player's own state goes. */
  readonly eraseMessagesOf: (project: ProjectId, playerId: PlayerId) => Promise<void>;
  /** Puts a player out of all chats whose account is banned. */
  readonly suspend: (project: ProjectId, playerId: PlayerId) => Promise<void>;
  readonly readmit: (project: ProjectId, playerId: PlayerId) => Promise<void>;
}

export function createChat(deps: Deps, broadcastTyping: BroadcastTyping): Chat {
  const lobbies = createLobbyReader(deps.channels);
  const tops = createRecent<number>(REMEMBERED_TOPS);
  const newest = createRecent<Newest>(REMEMBERED_CHANNELS);
  const names = createRecent<KnownName>(REMEMBERED_NAMES);
  const parts: ChatParts = { ...deps, lobbies, broadcastTyping, tops, newest, names };
  return {
    kind: chatKind(parts),
    eraseMessagesOf: eraseMessagesOf(parts),
    suspend: suspendFrom(parts),
    readmit: readmitTo(parts),
    feature: feature(chatOperations, {
      sendMessage: sendMessage(parts),
      listMessages: listMessages(parts),
      editMessage: editMessage(parts),
      deleteMessage: deleteMessage(parts),
      showTyping: showTyping(parts),
      markRead: markRead(parts),
      openDirect: openDirect(parts),
      moderate: moderate(parts),
    }),
  };
}
