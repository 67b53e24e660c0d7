import { byId, fill, h } from '../shared/element.js';
import { fault } from '../shared/panel.js';
import { themeButton } from '../shared/theme.js';
import { createActionsPanel } from './actions-panel.js';
import { createChatPanel } from './chat-panel.js';
import { createConnectionBar } from './connection-bar.js';
import { createIntro, createLinks } from './intro.js';
import { createLeaderboardPanel } from './leaderboard-panel.js';
import { createLobbyPanel } from './lobby-panel.js';
import { createLogPanel } from './log-panel.js';
import { announce } from './news.js';
import { createPlayerPanel } from './player-panel.js';
import { playerSwitch } from './player-switch.js';
import { type Offer, openStage, readOffer } from './session.js';
import { simulatorSwitch } from './simulator-switch.js';

async function main(): Promise<void> {
  fill(byId('tools'), themeButton());
  const offer = await readOffer();
  if (offer.apiKey === undefined) askForKey();
  else await open(offer.apiKey, offer);
}

async function open(apiKey: string, { simulator }: Offer = {}): Promise<void> {
  const stage = await openStage(apiKey);
  const chat = createChatPanel(stage);
  const lobby = createLobbyPanel(stage, chat.setLobby);
  fill(
    byId('tools'),
    playerSwitch(stage.playerId),
    simulator && simulatorSwitch(simulator.running),
    themeButton(),
  );
  fill(
    byId('app'),
    createIntro(),
    createConnectionBar(stage),
    createPlayerPanel(stage),
    createLeaderboardPanel(stage),
    createActionsPanel(stage),
    h('div', { class: 'social' }, lobby, chat.root),
    createLogPanel(stage),
    createLinks(),
  );
  announce(stage);
}

/** Where there is no demo: the key stays in this page's memory. */
function askForKey(message?: string): void {
  const input = h('input', { type: 'password', id: 'key', autocomplete: 'off', required: true });
  const form = h(
    'form',
    { class: 'gate panel' },
    h('h2', {}, 'Which project?'),
    h(
      'p',
      {},
      'An API key that may write events, players and tokens. It stays in this page and is gone when you close it.',
    ),
    h('label', { for: 'key' }, 'API key'),
    input,
    message !== undefined && h('p', { class: 'fault-text', role: 'alert' }, message),
    h('button', { class: 'primary', type: 'submit' }, 'Open the playground'),
  );
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    open(input.value.trim()).catch((error: Error) => askForKey(error.message));
  });
  fill(byId('app'), form);
  input.focus();
}

main().catch((error: Error) => fill(byId('app'), fault(`The playground could not open. ${error.message}`)));
