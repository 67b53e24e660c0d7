import { h } from '../shared/element.js';
import { fieldsLine } from '../shared/fields.js';
import { timeOf } from '../shared/format.js';
import { createPanel, hint } from '../shared/panel.js';
import type { Stage } from './stage.js';

const MOST = 120;

const idFields: readonly (readonly [field: string, kind: string])[] = [
  ['leaderboardId', 'leaderboard'],
  ['lobbyId', 'lobby'],
  ['channelId', 'chat'],
  ['streamId', 'stream'],
  ['playerId', 'player'],
];
const hidden = ['at', 'position', 'effectId', ...idFields.slice(0, 4).map(([field]) => field)];

/** Every socket event as it arrives, with the position a client resumes from. */
export function createLogPanel({ client }: Stage): HTMLElement {
  let isPaused = false;
  const pause = h('button', { type: 'button', class: 'chip-button', 'aria-pressed': 'false' }, 'Pause');
  const clear = h('button', { type: 'button', class: 'chip-button' }, 'Clear');
  const { root, body } = createPanel('log', 'What comes through the socket', pause, clear);
  const list = h('ol', { class: 'log', tabindex: 0, 'aria-label': 'Socket events, newest first' });
  const empty = hint('Nothing yet.', 'Events appear here as they arrive.');
  body.append(list, empty);

  pause.addEventListener('click', () => {
    isPaused = !isPaused;
    pause.textContent = isPaused ? 'Go on' : 'Pause';
    pause.setAttribute('aria-pressed', String(isPaused));
  });
  clear.addEventListener('click', () => {
    list.replaceChildren();
    empty.hidden = false;
  });
  const add = (line: HTMLElement) => {
    if (isPaused) return;
    empty.hidden = true;
    list.prepend(line);
    while (list.children.length > MOST) list.lastElementChild?.remove();
  };
  client.onAny((name, fields) => add(lineOf(name, fields as Fields)));
  client.onStatus((status) => add(h('li', { class: 'mark' }, `— ${status} —`)));
  return root;
}

type Fields = Readonly<Record<string, unknown>> & { readonly at?: number; readonly position?: string };

function lineOf(name: string, fields: Fields): HTMLElement {
  const [field, kind] = idFields.find(([id]) => id in fields) ?? ['', 'connection'];
  const channel = field === '' ? 'connection' : `${kind}:${fields[field]}`;
  const details = kind === 'player' ? [...hidden, 'playerId'] : hidden;
  return h(
    'li',
    { 'data-kind': kind, 'data-event': name },
    h('time', {}, timeOf(fields.at ?? Date.now())),
    h('span', { class: 'channel' }, channel),
    h('b', {}, name),
    fieldsLine(fields, details),
    h('code', { title: 'position' }, fields.position ?? ''),
  );
}
