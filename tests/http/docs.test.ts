import { describe, expect, it } from '@jest/globals';
import { Ajv2020 } from 'ajv/dist/2020.js';
import formats from 'ajv-formats';
import { z } from 'zod';
import { feature, operation } from '../../src/contract/operation.js';
import { leaderboardEvents } from '../../src/features/leaderboards/contract.js';
import { playerEvents } from '../../src/features/players/contract.js';
import { describeSockets, listNamespaces } from '../../src/transport/docs/asyncapi.js';
import { describeHttp } from '../../src/transport/docs/openapi.js';
import { feedCommands } from '../../src/transport/socket-io/feed-commands.js';
import { sessionCommands } from '../../src/transport/socket-io/session-commands.js';
import { subscriptionCommands } from '../../src/transport/socket-io/subscription-commands.js';
import { exampleOperations, openExample } from './example-feature.js';

const features = [openExample()];

// Documents are read here like a client reads them: JSON of any shape.
type Json = Record<string, object>;
const openapi = (): Json => JSON.parse(JSON.stringify(describeHttp(features, '1.2.3')));
const asyncapi = (): Json =>
  JSON.parse(
    JSON.stringify(describeSockets({ features, events: [playerEvents, leaderboardEvents] }, '1.2.3')),
  );

const pointers = (document: unknown): string[] =>
  [...JSON.stringify(document).matchAll(/"\$ref":"([^"]+)"/g)].map(([, pointer = '']) => pointer);

const follow = (document: unknown, pointer: string): unknown =>
  pointer
    .slice(2)
    .split('/')
    .reduce<unknown>((part, key) => Object(part)[key.replaceAll('~1', '/')], document);

describe('the OpenAPI document', () => {
  it('lists what is mounted and nothing else', () => {
    const documented = Object.entries(openapi().paths ?? {}).flatMap(([path, methods]) =>
      Object.keys(methods).map((method) => `${method.toUpperCase()} ${path}`),
    );
    const declared = Object.values(exampleOperations).map(({ http = '' }) =>
      http.replace(' ', ' /api/v1').replace(/:(\w+)/g, '{$1}'),
    );

    expect(documented.toSorted()).toEqual(
      [...declared, 'GET /healthz', 'GET /readyz', 'GET /metrics'].toSorted(),
    );
  });

  it('refers only to what it holds', () => {
    const document = openapi();

    for (const pointer of pointers(document))
      expect([pointer, follow(document, pointer)]).not.toContain(undefined);
  });

  it('splits an input into path, query and body', () => {
    const { paths } = openapi();
    const change = follow(paths, '#/~1api~1v1~1things~1{thingId}/put');
    const track = follow(paths, '#/~1api~1v1~1echo/post');

    expect(change).toMatchObject({
      parameters: [{ name: 'thingId', in: 'path', required: true }, {}],
      requestBody: {
        required: false,
        content: { 'application/json': { schema: { properties: { name: {} } } } },
      },
    });
    expect(track).toMatchObject({
      parameters: [{ name: 'dryRun', in: 'query', required: false }, {}],
      requestBody: { required: true },
    });
    expect(JSON.stringify(Object(change).requestBody)).not.toContain('thingId');
    expect(JSON.stringify(Object(track).requestBody)).not.toContain('dryRun');
  });

  it('names every error with the envelope', () => {
    const { responses } = Object(follow(openapi(), '#/paths/~1api~1v1~1echo/post'));

    expect(Object.keys(responses)).toEqual(['200', '400', '401', '403', '404', '413', '429', '500', '503']);
    expect(responses['404'].description).toContain('PLAYER_NOT_FOUND');
    expect(responses['404'].content['application/json'].schema.$ref).toBe('#/components/schemas/Error');
  });

  it('has schemas that a validator accepts', () => {
    const { components } = openapi();
    const ajv = new Ajv2020({ strict: false });
    formats.default(ajv);

    ajv.addSchema({ $id: 'doc', components });

    for (const id of Object.keys(Object(components).schemas)) {
      expect(typeof ajv.getSchema(`doc#/components/schemas/${id}`)).toBe('function');
    }
  });

  it('gives a schema that differs between sent and answered two names', () => {
    const Inner = z.object({ size: z.number().default(3) }).meta({ id: 'Inner' });
    const nested = z.object({ inner: Inner });
    const put = operation({ summary: '', http: 'PUT /nested', caller: 'key', input: nested, output: nested });
    const withDefault = feature({ put }, { put: async () => ({ inner: {} }) });

    const { components } = Object(JSON.parse(JSON.stringify(describeHttp([withDefault], '1'))));

    expect(components.schemas.Inner.required).toEqual(['size']);
    expect(components.schemas.InnerInput.required).toBeUndefined();
  });
});

describe('the AsyncAPI document', () => {
  it('refers only to what it holds', () => {
    const document = asyncapi();

    for (const pointer of pointers(document))
      expect([pointer, follow(document, pointer)]).not.toContain(undefined);
  });

  it('shows events in the namespaces of their kind', () => {
    const { channels } = Object(asyncapi());

    expect(Object.keys(channels)).toEqual([
      'root',
      'players',
      'leaderboards',
      'lobbies',
      'chat',
      'streams',
      'feed',
    ]);
    expect(channels.players.messages).toHaveProperty(['xp_updated.event']);
    expect(channels.root.messages).toHaveProperty(['xp_updated.event']);
    expect(channels.chat.messages).not.toHaveProperty(['xp_updated.event']);
    expect(channels.chat.messages).toHaveProperty(['token_expiring.event']);
  });

  it('shows a kept event with its position and id', () => {
    const message = follow(asyncapi(), '#/channels/players/messages/level_up.event');

    expect(Object.keys(Object(message).payload.properties)).toEqual(
      expect.arrayContaining(['oldLevel', 'newLevel', 'at', 'position', 'playerId']),
    );
  });

  it.each([
    ['#/channels/root/messages/new_high_score.event', 'leaderboardId', 'daily@Europe/West', 'daily@eu-west'],
    ['#/channels/root/messages/level_up.event', 'playerId', 'ann bob', 'ann@example.com'],
  ])('describes the id that %s carries as what is accepted', (pointer, field, wrong, right) => {
    const document = asyncapi();
    const { properties } = Object(follow(document, pointer)).payload;
    const { pattern } = Object(follow(document, properties[field].$ref));

    expect(right).toMatch(new RegExp(pattern));
    expect(wrong).not.toMatch(new RegExp(pattern));
  });

  it('has the commands that the namespaces serve beside those of features', () => {
    // Making the commands looks at none of the parts; only running them does.
    const served = Object.keys({ ...sessionCommands({} as never), ...subscriptionCommands({} as never) });
    const feed = Object.keys({ ...sessionCommands({} as never), ...feedCommands({} as never).commands });

    const documented = new Map(
      listNamespaces({ features: [], events: [] }).map(({ address, commands }) => [
        address,
        commands.map(({ socket }) => socket).toSorted(),
      ]),
    );

    expect(documented.get('/')).toEqual(served.toSorted());
    expect(documented.get('/lobbies')).toEqual(served.toSorted());
    expect(documented.get('/feed')).toEqual(feed.toSorted());
  });
});
