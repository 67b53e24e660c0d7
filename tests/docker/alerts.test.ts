import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { parser } from '@prometheus-io/lezer-promql';
import { parse } from 'yaml';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { readGuide } from '../guides/snippets.js';

interface Rule {
  readonly alert: string;
  readonly expr: string;
}

const file = fileURLToPath(new URL('../../docker/alerts.yaml', import.meta.url));
const rules: readonly Rule[] = parse(readFileSync(file, 'utf8')).groups.flatMap(
  ({ rules: ofGroup }: { readonly rules: readonly Rule[] }) => ofGroup,
);

/** The parts of an expression that are of a kind; throws when the expression is no PromQL. */
function partsOf(expression: string, kind: string): string[] {
  const parts: string[] = [];
  parser.parse(expression).iterate({
    enter({ type, from, to }) {
      if (type.isError) throw new Error(`no PromQL at character ${from}: ${expression}`);
      if (type.name === kind) parts.push(expression.slice(from, to));
    },
  });
  return parts;
}

let app: App;
/** What a node that was just started shows. */
let shown: string;
beforeAll(async () => {
  app = await createApp(readConfig({ NODE_ENV: 'test', PORT: '0', LOG_LEVEL: 'silent' }));
  shown = await (await fetch(`${app.url}/metrics`)).text();
});
afterAll(() => app.close());

describe('the alerts', () => {
  it.each(rules)('$alert looks at what a node shows from its start on', ({ expr }) => {
    for (const selector of partsOf(expr, 'VectorSelector')) {
      const [, name = '', labels = ''] = /^(\w+)(?:\{(.*)\})?$/.exec(selector) ?? [];
      // Prometheus itself adds `up` and `job`.
      if (name === 'up') continue;
      const label = labels.replace(/,?job="fanfare"/, '');
      expect(shown).toMatch(new RegExp(`^${name}(\\{.*${label}.*\\})? `, 'm'));
    }
  });

  it('are all in the guide to operations, and no others', () => {
    const named = readGuide('operations').match(/\bFanfare[A-Z]\w+/g) ?? [];

    expect([...new Set(named)].toSorted()).toEqual(rules.map(({ alert }) => alert).toSorted());
  });
});
