import { fill, h } from './element.js';

export interface Tab {
  readonly id: string;
  readonly label: string;
}

/** A row of tabs; arrow keys move between them. */
export function createTabs(label: string, onSelect: (id: string) => void) {
  const root = h('div', { class: 'tabs', role: 'tablist', 'aria-label': label });
  let selected = '';
  let tabs: readonly Tab[] = [];

  const draw = () =>
    fill(
      root,
      ...tabs.map(({ id, label: text }) =>
        h(
          'button',
          {
            type: 'button',
            role: 'tab',
            'aria-selected': id === selected ? 'true' : 'false',
            tabindex: id === selected ? 0 : -1,
            'data-focus': id,
            onclick: () => select(id),
          },
          text,
        ),
      ),
    );
  const select = (id: string) => {
    if (id === selected) return;
    selected = id;
    draw();
    onSelect(id);
  };
  root.addEventListener('keydown', (event) => {
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    const index = tabs.findIndex(({ id }) => id === selected) + step;
    const next = tabs[(index + tabs.length) % tabs.length];
    if (step === 0 || !next) return;
    select(next.id);
    root.querySelector<HTMLElement>(`[data-focus="${CSS.escape(next.id)}"]`)?.focus();
  });

  return {
    root,
    /** Shows these tabs; keeps the selected one when it is still there. */
    set(next: readonly Tab[]) {
      tabs = next;
      if (!tabs.some(({ id }) => id === selected)) selected = '';
      draw();
      const [first] = tabs;
      if (selected === '' && first) select(first.id);
    },
    select,
  };
}
