import type { Message } from '../../features/chat/contract.js';
import type { ChatState, Reducer } from '../states.js';

const KEPT_MESSAGES = 200;
/** Somebody who types says so again within this time, ms. */
const TYPING_MS = 5_000;

/** A chat after each event that changes it. */
export const chatReducer: Reducer<'chat'> = {
  begin(snapshot) {
    // The server sends this shape to subscribers of chats.
    const { messages, unread } = snapshot as Pick<ChatState, 'messages' | 'unread'>;
    return { messages, unread, typing: [] };
  },
  events: {
    chat_message: (chat, { at: _, position: __, ...message }, { self }) => ({
      messages: [...chat.messages, message].slice(-KEPT_MESSAGES),
      unread: message.senderId === self ? chat.unread : chat.unread + 1,
      typing: chat.typing.filter(({ playerId }) => playerId !== message.senderId),
    }),
    message_edited: (chat, { messageId, content, at }) =>
      withMessages(chat, (message) =>
        message.messageId === messageId ? [{ ...message, content, editedAt: at }] : [message],
      ),
    message_deleted: (chat, { messageId }) =>
      withMessages(chat, (message) => (message.messageId === messageId ? [] : [message])),
    player_typing: (chat, { playerId, playerName, typing }) => {
      const others = chat.typing.filter((typist) => typist.playerId !== playerId);
      const until = Date.now() + TYPING_MS;
      return { ...chat, typing: typing ? [...others, { playerId, playerName, until }] : others };
    },
  },
  expiresAt: ({ typing }) =>
    typing.length === 0 ? undefined : Math.min(...typing.map(({ until }) => until)),
  expire: (chat, now) => ({ ...chat, typing: chat.typing.filter(({ until }) => until > now) }),
};

const withMessages = (chat: ChatState, change: (message: Message) => Message[]): ChatState => ({
  ...chat,
  messages: chat.messages.flatMap(change),
});
