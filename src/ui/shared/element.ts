/** What an element can be given: attributes, listeners as `onclick`, and flags. */
export type Properties = Readonly<Record<string, string | number | boolean | EventListener | undefined>>;
export type Child = Node | string | number | false | undefined;

/** Makes an element. Text is always text, never markup. */
export function h<Tag extends keyof HTMLElementTagNameMap>(
  tag: Tag,
  properties: Properties = {},
  ...children: readonly Child[]
): HTMLElementTagNameMap[Tag] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(properties)) give(element, name, value);
  fill(element, ...children);
  return element;
}

/**
 * Replaces what an element contains. Who is in it with the keyboard stays: on what has the same `data-focus`, else on the panel
 * around it.
 */
export function fill(element: Element, ...children: readonly Child[]): void {
  const { activeElement } = document;
  const focused = element !== activeElement && element.contains(activeElement) ? activeElement : undefined;
  element.replaceChildren(
    ...children
      .filter((child) => child !== false && child !== undefined)
      .map((child) => (child instanceof Node ? child : String(child))),
  );
  if (!focused || element.contains(focused)) return;
  const name = focused.getAttribute('data-focus');
  const same = name && element.querySelector<HTMLElement>(`[data-focus="${CSS.escape(name)}"]`);
  (same || element.closest<HTMLElement>('.panel'))?.focus();
}

/** @throws Error when the page has no such element: its markup and its script do not fit */
export function byId(id: string): HTMLElement {
  const element = document.getElementById(id);
  if (!element) throw new Error(`The page has no #${id}`);
  return element;
}

function give(element: HTMLElement, name: string, value: Properties[string]): void {
  if (value === undefined || value === false) return;
  if (typeof value === 'function') element.addEventListener(name.slice(2), value);
  else if (name === 'style') element.style.cssText = String(value);
  else element.setAttribute(name, value === true ? '' : String(value));
}
