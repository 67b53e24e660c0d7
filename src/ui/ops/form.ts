import { h } from '../shared/element.js';

export interface Field {
  readonly name: string;
  readonly label: string;
  readonly value?: string;
  readonly isOptional?: boolean;
}

/** A few fields and a button; calls back with their values by name. */
export function createForm(
  fields: readonly Field[],
  button: string,
  onSubmit: (values: Readonly<Record<string, string>>) => Promise<void>,
): HTMLElement {
  const inputs = fields.map(({ name, label, value = '', isOptional = false }) =>
    h(
      'label',
      {},
      h('span', {}, label),
      h('input', { name, value, required: !isOptional, autocomplete: 'off' }),
    ),
  );
  const submit = h('button', { type: 'submit', class: 'primary' }, button);
  const form = h('form', { class: 'ops-form' }, ...inputs, submit);
  form.addEventListener('submit', (event) => {
    event.preventDefault();
    submit.disabled = true;
    const values = Object.fromEntries([...new FormData(form)].map(([name, value]) => [name, String(value)]));
    void onSubmit(values).finally(() => {
      submit.disabled = false;
    });
  });
  return form;
}
