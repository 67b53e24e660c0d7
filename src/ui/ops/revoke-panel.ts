import { type Api, faultOf } from '../shared/api.js';
import { h } from '../shared/element.js';
import { timeOf } from '../shared/format.js';
import { createPanel } from '../shared/panel.js';
import { createForm } from './form.js';

/** Ends a player's sessions on every node at once. */
export function createRevokePanel(api: Api): HTMLElement {
  const { root, body } = createPanel('revoke', 'Revoke tokens');
  const answer = h('p', { class: 'answer', role: 'status' });
  const form = createForm([{ name: 'playerId', label: 'Player' }], 'Revoke', async ({ playerId = '' }) => {
    const reply = await api.call('POST', '/auth/revoke', { playerId });
    answer.className = reply.ok ? 'answer good' : 'answer bad';
    // As the operation declares it.
    const { revokedAt } = (reply.body ?? {}) as { readonly revokedAt?: number };
    answer.textContent = reply.ok
      ? `Sockets closed; tokens issued up to ${timeOf(revokedAt ?? Date.now())} are refused.`
      : faultOf(reply);
  });
  body.append(form, answer);
  return root;
}
