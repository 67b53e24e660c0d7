import { type Api, faultOf } from '../shared/api.js';
import { h } from '../shared/element.js';
import { createPanel } from '../shared/panel.js';
import { createForm, type Field } from './form.js';

const fields: readonly Field[] = [
  { name: 'title', label: 'Title' },
  { name: 'message', label: 'Message' },
  { name: 'to', label: 'Channel (empty: everybody)', isOptional: true },
];

/** Sends a message to everybody who is connected now. */
export function createAnnouncePanel(api: Api): HTMLElement {
  const { root, body } = createPanel('announce', 'Announcement');
  const answer = h('p', { class: 'answer', role: 'status' });
  const form = createForm(fields, 'Send', async ({ title, message, to }) => {
    const reply = await api.call('POST', '/announcements', { data: { title, message }, ...(to && { to }) });
    answer.className = reply.ok ? 'answer good' : 'answer bad';
    answer.textContent = reply.ok ? 'Sent.' : faultOf(reply);
  });
  body.append(form, answer);
  return root;
}
