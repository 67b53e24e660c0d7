import { type Api, faultOf, type Reply } from '../shared/api.js';
import { fill, h } from '../shared/element.js';
import { createPanel } from '../shared/panel.js';
import type { Stage } from './stage.js';

interface Action {
  readonly label: string;
  readonly detail: string;
  run(api: Api): Promise<unknown>;
}

/** Buttons that do what a game server does, and show the call. */
export function createActionsPanel(stage: Stage): HTMLElement {
  const { root, body } = createPanel('actions', 'Be the game server');
  const buttons = actionsOf(stage).map(({ label, detail, run }) =>
    h(
      'button',
      { type: 'button', class: 'action', onclick: () => void run(stage.api) },
      h('strong', {}, label),
      h('small', {}, detail),
    ),
  );
  fill(body, h('div', { class: 'actions' }, ...buttons), createCallView(stage.api));
  return root;
}

function actionsOf({ playerId }: Stage): Action[] {
  const track = (eventType: string, properties?: object) => (api: Api) =>
    api.show('POST', '/events', { playerId, eventType, ...(properties && { properties }) });
  const grant = (path: string, body: object) => (api: Api) =>
    api.show('POST', `/players/${encodeURIComponent(playerId)}/${path}`, body);
  return [
    { label: 'Win a match', detail: '+25 XP, +10 coins', run: track('match_won') },
    { label: 'Lose a match', detail: '+5 XP, one life less', run: track('match_lost') },
    {
      label: 'Finish a match',
      detail: 'with a random score',
      run: (api) => track('match_finished', { score: Math.round(400 + Math.random() * 900) })(api),
    },
    { label: 'Give a life', detail: 'directly', run: grant('lives', { amount: 1 }) },
    {
      label: 'Give 5 gems',
      detail: 'directly',
      run: grant('currencies', { currency: 'gems', amount: 5, reason: 'playground' }),
    },
    {
      label: 'Spend 50 coins',
      detail: '409 when you are short',
      run: grant('currencies', { currency: 'coins', amount: -50 }),
    },
  ];
}

/** The last call as curl, and its answer. */
function createCallView(api: Api): HTMLElement {
  const curl = h(
    'pre',
    { class: 'curl', tabindex: 0, 'aria-label': 'The call as curl' },
    'Press a button: the call appears here.',
  );
  const answer = h('p', { class: 'answer', role: 'status' });
  const copy = h('button', { type: 'button', class: 'chip-button', disabled: true }, 'Copy curl');
  copy.addEventListener('click', async () => {
    await navigator.clipboard.writeText(curl.textContent ?? '');
    copy.textContent = 'Copied';
    setTimeout(() => {
      copy.textContent = 'Copy curl';
    }, 1_500);
  });
  const judge = (reply: Reply) => {
    answer.className = reply.ok ? 'answer good' : 'answer bad';
    answer.textContent = reply.ok
      ? `${reply.status} in ${reply.tookMs.toFixed(0)} ms · ${effectsOf(reply.body)}`
      : `${reply.status} · ${faultOf(reply)}`;
  };
  api.onShown((call, coming) => {
    curl.textContent = call.curl;
    copy.disabled = false;
    answer.textContent = '…';
    void coming.then(judge);
  });
  return h('div', { class: 'call' }, curl, h('div', { class: 'call-foot' }, answer, copy));
}

function effectsOf(body: unknown): string {
  const { effects } = (body ?? {}) as { readonly effects?: readonly { readonly type: string }[] };
  if (!effects) return 'done';
  return effects.length === 0
    ? 'no rule matched'
    : effects.map(({ type }) => type.replaceAll('_', ' ')).join(', ');
}
