import { byId, h } from './element.js';

export type Tone = 'plain' | 'good' | 'bad' | 'gold';

const SHOWN_MS = 4_500;
const MOST = 4;

/** Says something for a few seconds in the corner of the page. */
export function toast(
  title: string,
  { body, tone = 'plain' }: { readonly body?: string; readonly tone?: Tone } = {},
): void {
  const stack = byId('toasts');
  const note = h(
    'div',
    { class: `toast ${tone}` },
    h('strong', {}, title),
    body !== undefined && h('span', {}, body),
  );
  stack.append(note);
  while (stack.children.length > MOST) stack.firstElementChild?.remove();
  setTimeout(() => {
    note.classList.add('gone');
    note.addEventListener('transitionend', () => note.remove());
    setTimeout(() => note.remove(), 600);
  }, SHOWN_MS);
}
