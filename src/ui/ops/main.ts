import { createApi } from '../shared/api.js';
import { byId, fill, h } from '../shared/element.js';
import { themeButton } from '../shared/theme.js';
import { createDesk } from './desk.js';
import { signIn } from './sign-in.js';

/** The operator's key is asked for, kept in this page's memory and sent as a header; closing the page forgets it. */
function askForKey(message?: string): void {
  fill(byId('tools'), themeButton());
  const input = h('input', { type: 'password', id: 'key', autocomplete: 'off', required: true });
  const button = h('button', { class: 'primary', type: 'submit' }, 'Sign in');
  const form = h(
    'form',
    { class: 'gate panel' },
    h('h2', {}, 'Operator sign-in'),
    h(
      'p',
      {},
      'An API key with the scope admin. It stays in the memory of this page and is gone when you close or reload it.',
    ),
    h('label', { for: 'key' }, 'API key'),
    input,
    message !== undefined && h('p', { class: 'fault-text', role: 'alert' }, message),
    button,
  );
  form.addEventListener('submit', async (event) => {
    event.preventDefault();
    button.disabled = true;
    const api = createApi(input.value.trim());
    const fault = await signIn(api);
    if (fault !== undefined) return askForKey(fault);
    const leave = h(
      'button',
      { type: 'button', class: 'chip-button', onclick: () => location.reload() },
      'Sign out',
    );
    fill(byId('tools'), leave, themeButton());
    fill(byId('app'), ...createDesk(api));
  });
  fill(byId('app'), form);
  input.focus();
}

askForKey();
