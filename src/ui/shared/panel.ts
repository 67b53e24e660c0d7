import { type Child, h } from './element.js';

/** A titled part of a page. */
export interface Panel {
  readonly root: HTMLElement;
  readonly body: HTMLElement;
  /** Beside the title. */
  readonly side: HTMLElement;
}

export function createPanel(id: string, title: string, ...side: readonly Child[]): Panel {
  const body = h('div', { class: 'panel-body' });
  const aside = h('div', { class: 'panel-side' }, ...side);
  const root = h(
    'section',
    { class: 'panel', id, tabindex: -1, 'aria-labelledby': `${id}-title` },
    h('div', { class: 'panel-head' }, h('h2', { id: `${id}-title` }, title), aside),
    body,
  );
  return { root, body, side: aside };
}

/** What a panel shows while it has nothing else to show. */
export const hint = (text: string, detail?: string): HTMLElement =>
  h('div', { class: 'hint' }, h('p', {}, text), detail !== undefined && h('small', {}, detail));

/** Grey shapes where something is loading. */
export const skeleton = (rows: number): HTMLElement =>
  h(
    'div',
    { class: 'skeleton', 'aria-busy': 'true', 'aria-label': 'Loading' },
    ...Array.from({ length: rows }, () => h('span')),
  );

/** What a panel shows when it cannot do its work. */
export const fault = (text: string): HTMLElement =>
  h('div', { class: 'hint fault', role: 'alert' }, h('p', {}, text));
