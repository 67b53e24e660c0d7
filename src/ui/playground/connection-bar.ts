import type { Status } from '../../client/index.js';
import { fill, h } from '../shared/element.js';
import type { Stage } from './stage.js';

const words: Readonly<Record<Status, string>> = {
  connecting: 'Connecting …',
  online: 'Live',
  offline: 'Connection lost, coming back …',
  paused: 'Cut off',
  closed: 'Closed',
};

/** Shows how the connection is, and cuts it to show what a resume does. */
export function createConnectionBar({ client, playerId }: Stage): HTMLElement {
  const player = client.subscribe({ channel: 'player', playerId });
  const pill = h('span', { class: 'pill', id: 'status', role: 'status' });
  const story = h('p', { class: 'story', id: 'story', 'aria-live': 'polite' });
  const box = h('input', { type: 'checkbox', role: 'switch', id: 'cut' });
  const bar = h(
    'div',
    { class: 'connection' },
    pill,
    story,
    h('label', { class: 'switch', for: 'cut' }, box, h('span', {}, 'Cut my connection')),
  );
  let caughtUp = 0;
  let wasCut = false;

  const draw = () => {
    fill(pill, h('i'), words[client.status]);
    bar.dataset.status = client.status;
  };
  const tell = (text: string) => {
    story.textContent = text;
  };
  // What was missed is sent before the subscription is live again.
  player.onAny(() => {
    if (wasCut && player.status !== 'live') caughtUp += 1;
  });
  player.onChange(() => {
    if (!wasCut || player.status !== 'live') return;
    wasCut = false;
    tell(
      caughtUp === 0
        ? 'Back. You missed nothing about yourself.'
        : `Back. ${caughtUp} missed ${caughtUp === 1 ? 'event' : 'events'} arrived in order, none lost, none twice.`,
    );
  });
  box.addEventListener('change', () => {
    if (!box.checked) return client.resume();
    wasCut = true;
    caughtUp = 0;
    client.pause();
    tell('Your socket is cut, the game goes on. Win a few matches below, then connect again.');
  });
  client.onStatus(draw);
  draw();
  tell('Everything below is pushed. Open a second tab: both show the same.');
  return bar;
}
