import { type Api, faultOf } from '../shared/api.js';
import { fill, h } from '../shared/element.js';
import { createPanel, fault, hint } from '../shared/panel.js';
import { createForm, type Field } from './form.js';

interface DryRun {
  readonly rules: readonly {
    readonly ruleId: string;
    readonly matched: boolean;
    readonly failed?: string;
  }[];
  readonly effects: readonly { readonly id: string; readonly type: string }[];
}

const fields: readonly Field[] = [
  { name: 'playerId', label: 'Player', value: 'ann' },
  { name: 'eventType', label: 'Event', value: 'match_won' },
  { name: 'properties', label: 'Properties (JSON)', value: '{}', isOptional: true },
];

/** Shows what an event would do, without doing it. */
export function createDryRunPanel(api: Api): HTMLElement {
  const { root, body } = createPanel('dry-run', 'Try an event out');
  const result = h('div', { class: 'dry-run', role: 'status' });
  const form = createForm(fields, 'Dry run', async ({ playerId, eventType, properties = '' }) => {
    const parsed = parse(properties);
    if (!parsed) return fill(result, fault('The properties are not a JSON object.'));
    const reply = await api.call('POST', '/events?dryRun=1', { playerId, eventType, properties: parsed });
    // As the operation declares it.
    fill(result, ...(reply.ok ? outcome(reply.body as DryRun) : [fault(faultOf(reply))]));
  });
  body.append(form, result);
  return root;
}

function outcome({ rules, effects }: DryRun): HTMLElement[] {
  const verdicts = rules.map(({ ruleId, matched, failed }) =>
    h(
      'li',
      {},
      h('b', { class: matched ? 'answer good' : 'muted' }, matched ? 'matches' : 'no'),
      h('span', {}, ruleId),
      failed !== undefined && h('small', {}, `not met: ${failed}`),
    ),
  );
  const applied = effects.map(({ id: _, type, ...fields }) =>
    h('li', {}, h('b', {}, type.replaceAll('_', ' ')), h('small', {}, JSON.stringify(fields))),
  );
  return [
    h('h3', {}, 'Rules'),
    rules.length > 0 ? h('ul', {}, ...verdicts) : hint('No rule listens to this event.'),
    h('h3', {}, 'It would have these effects'),
    effects.length > 0 ? h('ul', {}, ...applied) : hint('None.'),
  ];
}

function parse(text: string): object | undefined {
  try {
    const value: unknown = JSON.parse(text.trim() || '{}');
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? value : undefined;
  } catch {
    return undefined;
  }
}
