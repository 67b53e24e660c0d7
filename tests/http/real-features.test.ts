import { afterAll, beforeAll, describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import fc from 'fast-check';
import { type App, createApp } from '../../src/app.js';
import { readConfig } from '../../src/config.js';
import { describeSockets } from '../../src/transport/docs/asyncapi.js';
import { describeHttp } from '../../src/transport/docs/openapi.js';
import { listInputFields } from '../../src/transport/input-schema.js';
import { listRoutes, type Route } from '../../src/transport/routes.js';
import { findDeclared } from './declared.js';

const declared = await findDeclared();
const routes = listRoutes(declared.features);
const http = JSON.parse(JSON.stringify(describeHttp(declared.features, '1')));
const sockets = JSON.parse(JSON.stringify(describeSockets(declared, '1')));

describe('the documents of the real features', () => {
  it.each([
    ['OpenAPI', http],
    ['AsyncAPI', sockets],
  ])('have valid schemas and no dangling reference (%s)', (_, document) => {
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);
    const text = JSON.stringify(document);
    const pointers = new Set(Array.from(text.matchAll(/"\$ref":"#([^"]+)"/g), ([, pointer = '']) => pointer));

    ajv.addSchema({ $id: 'doc', ...document });

    expect(pointers.size).toBeGreaterThan(10);
    for (const pointer of pointers) {
      if (pointer.startsWith('/components/schemas/')) expect(ajv.getSchema(`doc#${pointer}`)).toBeDefined();
      else expect(document).toHaveProperty(pointer.slice(1).split('/'));
    }
  });

  it('name every call once', () => {
    const ids = routes.map(({ name }) => name);

    expect(ids.length).toBe(new Set(ids).size);
  });
});

describe('the calls of the real features', () => {
  let app: App;
  let token: string;
  beforeAll(async () => {
    app = await createApp(
      readConfig({
        PORT: '0',
        LOG_LEVEL: 'silent',
        DRAIN_SECONDS: '0',
        DOCS: 'off',
        PLAYER_REQUESTS_PER_MINUTE: '1000000',
      }),
    );
    token = app.mintToken({ project: 'demo', playerId: 'ada', ttlSeconds: 900 }).token;
  });
  afterAll(() => app.close());

  const send = ({ method, path }: Route, { values, body }: { values: string; body?: unknown }, as: object) =>
    fetch(`${app.url}/api/v1${path.replace(/:\w+/g, encodeURIComponent(values))}`, {
      method: method.toUpperCase(),
      headers: { 'Content-Type': 'application/json', ...as },
      ...(body !== undefined && method !== 'get' && { body: JSON.stringify(body) }),
    });

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'are mounted: %s',
    async (_, route) => {
      const stranger = await send(route, { values: 'x' }, {});
      const text = await stranger.text();

      expect(text).not.toContain(`There is no ${route.method.toUpperCase()} `);
      if (route.operation.caller !== 'public') expect(stranger.status).toBe(401);
    },
  );

  it.each(routes.map((route) => [`${route.method} ${route.path}`, route] as const))(
    'never fail with 5xx, whatever is sent: %s',
    async (_, route) => {
      const fields = [...listInputFields(route.operation.input).properties.keys()];
      const key = fields.length > 0 ? fc.oneof(fc.constantFrom(...fields), fc.string()) : fc.string();
      const body = fc.oneof(fc.dictionary(key, fc.jsonValue({ maxDepth: 3 })), fc.jsonValue());
      const values = fc.oneof(
        fc.constantFrom('ada', 'x', '__proto__', 'a:b', '%'),
        fc.string({ minLength: 1 }),
      );
      const credentials = fc.constantFrom<object>(
        { 'X-API-Key': 'ff_test_demo' },
        { Authorization: `Bearer ${token}` },
      );

      const attempt = fc.asyncProperty(values, body, credentials, async (value, sent, as) => {
        const answer = await send(route, { values: value, body: sent }, as);
        expect([answer.status < 500, await answer.text()]).toEqual([true, expect.anything()]);
      });
      await fc.assert(attempt, { numRuns: 25 });
    },
  );
});
