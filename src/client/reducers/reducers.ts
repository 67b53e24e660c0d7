import type { ChannelKind } from '../../contract/ids.js';
import type { KindOfEvent } from '../events.js';
import type { Reducer } from '../states.js';
import { chatReducer } from './chat.js';
import { leaderboardReducer } from './leaderboard.js';
import { lobbyReducer } from './lobby.js';
import { playerReducer } from './player.js';
import { streamReducer } from './stream.js';

/** How each kind of channel keeps its state. */
export const reducers: { readonly [Kind in ChannelKind]: Reducer<Kind> } = {
  player: playerReducer,
  leaderboard: leaderboardReducer,
  lobby: lobbyReducer,
  chat: chatReducer,
  stream: streamReducer,
};

/** Which kind of channel carries a built-in event; the types hold it to what the server declares. */
export const kindOfEvent: KindOfEvent = {
  xp_updated: 'player',
  level_up: 'player',
  currency_updated: 'player',
  lives_updated: 'player',
  badge_earned: 'player',
  notification: 'player',
  quest_progress: 'player',
  quest_completed: 'player',
  quest_unlocked: 'player',
  lobby_invited: 'player',
  leaderboard_updated: 'leaderboard',
  rank_changed: 'leaderboard',
  new_high_score: 'leaderboard',
  player_joined: 'lobby',
  player_left: 'lobby',
  player_ready: 'lobby',
  player_disconnected: 'lobby',
  player_reconnected: 'lobby',
  host_changed: 'lobby',
  lobby_updated: 'lobby',
  lobby_started: 'lobby',
  lobby_closed: 'lobby',
  lobby_message: 'lobby',
  chat_message: 'chat',
  message_edited: 'chat',
  message_deleted: 'chat',
  player_typing: 'chat',
  stream_publication: 'stream',
};
