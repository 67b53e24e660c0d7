import type { States, Subscription } from '../../client/index.js';
import { avatar } from '../shared/avatar.js';
import { fill, h } from '../shared/element.js';
import { timeOf } from '../shared/format.js';
import { createPanel, fault, hint, skeleton } from '../shared/panel.js';
import { createTabs } from '../shared/tabs.js';
import { toast } from '../shared/toast.js';
import type { Stage } from './stage.js';

const GLOBAL = 'global';
const SHOWN = 60;
/** The server passes typing on at most once a second; those who watch forget it after five. */
const TYPING_EVERY_MS = 2_500;

/** Chat of everybody, and of the lobby one is in. */
export function createChatPanel({ client, playerId }: Stage) {
  const { root, body, side } = createPanel('chat', 'Chat');
  const list = h('ol', { class: 'messages', tabindex: 0, 'aria-label': 'Messages', role: 'log' });
  const typing = h('p', { class: 'typing', 'aria-live': 'polite' });
  const input = h('input', {
    type: 'text',
    maxlength: 2000,
    placeholder: 'Say something',
    'aria-label': 'Message',
    autocomplete: 'off',
  });
  const form = h(
    'form',
    { class: 'chat-form' },
    input,
    h('button', { type: 'submit', class: 'primary' }, 'Send'),
  );
  let chat: Subscription<'chat'> | undefined;
  let channelId = GLOBAL;
  let lastTyping = 0;

  const draw = () => {
    if (!chat) return;
    root.classList.toggle('stale', chat.status === 'stale');
    const { state, error } = chat;
    if (error) return fill(list, fault(error.message));
    if (!state) return;
    const isAtEnd = list.scrollHeight - list.scrollTop - list.clientHeight < 60;
    if (state.messages.length === 0) fill(list, hint('No messages yet.'));
    else drawMessages(list, state.messages.slice(-SHOWN), playerId);
    if (isAtEnd) list.scrollTop = list.scrollHeight;
    typing.textContent = typingText(state.typing);
  };
  const follow = (id: string) => {
    chat?.close();
    channelId = id;
    fill(list, skeleton(4));
    typing.textContent = '';
    chat = client.subscribe({ channel: 'chat', channelId: id });
    chat.onChange(draw);
    draw();
  };
  const tabs = createTabs('Chat channels', follow);

  input.addEventListener('input', () => {
    if (input.value === '' || Date.now() - lastTyping < TYPING_EVERY_MS) return;
    lastTyping = Date.now();
    client.send('chat:typing', { channelId }).catch(() => {});
  });
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    const content = input.value.trim();
    if (content === '') return;
    input.value = '';
    lastTyping = 0;
    list.scrollTop = list.scrollHeight;
    const clientMessageId = crypto.randomUUID();
    client.send('chat:send', { channelId, content, clientMessageId }).catch((error: Error) => {
      input.value = content;
      toast('Not sent', { body: error.message, tone: 'bad' });
    });
  });
  side.append(tabs.root);
  fill(body, list, typing, form);
  tabs.set([{ id: GLOBAL, label: 'Global' }]);

  return {
    root,
    /** Shows the chat of a lobby beside the global one, or no longer. */
    setLobby(lobbyId: string | undefined) {
      const own = lobbyId === undefined ? [] : [{ id: `${lobbyId}-chat`, label: 'Lobby' }];
      tabs.set([{ id: GLOBAL, label: 'Global' }, ...own]);
    },
  };
}

type Message = States['chat']['messages'][number];

/** Leaves rows that are as they should be where they are: a screen reader reads out what is new in a log. */
function drawMessages(list: HTMLElement, messages: readonly Message[], self: string): void {
  const versionOf = ({ messageId, editedAt }: Message): string => `${messageId} ${editedAt ?? ''}`;
  const wanted = new Set(messages.map(versionOf));
  for (const row of [...list.children]) {
    if (!wanted.delete(row.getAttribute('data-version') ?? '')) row.remove();
  }
  for (const [index, message] of messages.entries()) {
    const version = versionOf(message);
    if (!wanted.has(version)) continue;
    const row = messageRow(message, self);
    row.dataset.version = version;
    list.insertBefore(row, list.children[index] ?? null);
  }
}

function messageRow(
  { senderId, senderName, content, timestamp, editedAt, type }: Message,
  self: string,
): HTMLElement {
  return h(
    'li',
    { class: `message ${senderId === self ? 'own' : ''} ${type.toLowerCase()}` },
    avatar(senderId, senderName),
    h(
      'div',
      {},
      h(
        'p',
        { class: 'message-head' },
        h('strong', {}, senderName),
        h('time', {}, timeOf(timestamp)),
        editedAt !== undefined && h('em', {}, 'edited'),
      ),
      h('p', { class: 'message-text' }, content),
    ),
  );
}

function typingText(typing: States['chat']['typing']): string {
  const names = typing.map(({ playerName }) => playerName);
  if (names.length === 0) return '';
  return names.length === 1 ? `${names[0]} is typing …` : `${names.slice(0, 3).join(', ')} are typing …`;
}
