import { errors } from '../../contract/errors.js';
import type { CallerRule, Feature } from '../../contract/operation.js';
import { type JsonSchema, listInputFields } from '../input-schema.js';
import { API_BASE, listRoutes, type Route } from '../routes.js';
import { ErrorEnvelope, errorsByStatus } from './error-schema.js';
import { outsidePaths } from './outside-paths.js';
import { createSchemaBook, type SchemaBook } from './schema-book.js';

/** Describes what the features answer over HTTP, as an OpenAPI 3.1 document. */
export function describeHttp(features: readonly Feature[], version: string): Record<string, unknown> {
  const book = createSchemaBook();
  const errorSchema = book.write(ErrorEnvelope, 'output');
  const paths: Record<string, Record<string, unknown>> = {};
  for (const route of listRoutes(features)) {
    const path = API_BASE + route.path.replace(/:(\w+)/g, '{$1}');
    paths[path] = { ...paths[path], [route.method]: describeRoute(route, { book, errorSchema }) };
  }

  const { document, schemas } = book.finish({ ...paths, ...outsidePaths });
  return {
    openapi: '3.1.0',
    info: {
      title: 'Fanfare',
      version,
      description: about,
      license: { name: 'Apache-2.0', identifier: 'Apache-2.0' },
    },
    servers: [{ url: '/' }],
    tags: [...new Set(tagsOf(features))].map((name) => ({ name })),
    paths: document,
    components: { schemas, parameters, headers, securitySchemes },
  };
}

const tagsOf = (features: readonly Feature[]): string[] => [
  ...features.flatMap(({ operations }) => Object.values(operations).flatMap(({ tag }) => tag ?? [])),
  'Node',
];

interface Shared {
  readonly book: SchemaBook;
  readonly errorSchema: JsonSchema;
}

function describeRoute(route: Route, { book, errorSchema }: Shared): Record<string, unknown> {
  const { operation, name, method } = route;
  const body = requestBody(route, book);
  const { summary, description, tag, scope, caller, status = 200, output } = operation;
  const success = {
    description: 'Done',
    headers: answerHeaders,
    ...(status !== 204 && { content: { 'application/json': { schema: book.write(output, 'output') } } }),
  };
  return {
    operationId: name,
    summary,
    ...describeMore([description, scope && `API keys need the scope \`${scope}\`.`]),
    ...(tag !== undefined && { tags: [tag] }),
    security: security[caller],
    parameters: [...parametersOf(route, book), ...(method === 'get' ? [] : [idempotencyKey])],
    ...(body && { requestBody: body }),
    responses: { [status]: success, ...failures(route, errorSchema) },
  };
}

const about = `Game servers send an API key as \`X-API-Key\`, players a socket token as \`Authorization: Bearer\`. To try calls out here, press Authorize;
the key of the demo project is \`ff_test_demo\`.

[Guides](/guides) · [Commands and events of sockets](/guides/sockets) · [Error codes](/guides/errors)`;

const describeMore = (parts: readonly (string | undefined)[]): { description?: string } => {
  const description = parts.filter((part) => part).join('\n\n');
  return description === '' ? {} : { description };
};

function parametersOf({ operation, pathFields, queryFields }: Route, book: SchemaBook): unknown[] {
  const { required } = listInputFields(operation.input);
  const properties = propertiesOf(book.write(operation.input, 'input'), book);
  const inQuery = queryFields ?? [...properties.keys()].filter((name) => !pathFields.includes(name));
  const parameter = (place: 'path' | 'query') => (name: string) => {
    const schema = properties.get(name) ?? {};
    const isList = book.resolve(schema).type === 'array';
    return {
      name,
      in: place,
      required: place === 'path' || required.has(name),
      ...(schema.description !== undefined && { description: schema.description }),
      ...(isList && { style: 'form', explode: false }),
      schema,
    };
  };
  return [...pathFields.map(parameter('path')), ...inQuery.map(parameter('query'))];
}

function propertiesOf(schema: JsonSchema, book: SchemaBook): Map<string, JsonSchema> {
  const { properties = {}, anyOf = [], oneOf = [], allOf = [] } = book.resolve(schema);
  const own = Object.entries(properties).flatMap(([name, property]) =>
    typeof property === 'object' ? [[name, property] as const] : [],
  );
  const inner = [...anyOf, ...oneOf, ...allOf].flatMap((one) =>
    typeof one === 'object' ? [...propertiesOf(one, book)] : [],
  );
  return new Map([...own, ...inner]);
}

function requestBody({ operation, pathFields, queryFields }: Route, book: SchemaBook) {
  if (queryFields === undefined) return undefined;
  const elsewhere = new Set([...pathFields, ...queryFields]);
  const { properties, required } = listInputFields(operation.input);
  const fields = [...properties.keys()].filter((name) => !elsewhere.has(name));
  if (fields.length === 0 && properties.size > 0) return undefined;
  const whole = book.write(operation.input, 'input');
  return {
    required: fields.some((name) => required.has(name)),
    content: {
      'application/json': { schema: elsewhere.size === 0 ? whole : without(whole, elsewhere, book) },
    },
  };
}

/** The schema without fields that come from elsewhere. */
function without(schema: JsonSchema, names: ReadonlySet<string>, book: SchemaBook): JsonSchema {
  const { properties, required, anyOf, oneOf, allOf, ...rest } = book.resolve(schema);
  const each = (parts: JsonSchema['anyOf']) =>
    parts?.map((part) => (typeof part === 'object' ? without(part, names, book) : part));
  const kept = Object.entries(properties ?? {}).filter(([name]) => !names.has(name));
  const needed = (required ?? []).filter((name) => !names.has(name));
  return {
    ...rest,
    ...(properties && { properties: Object.fromEntries(kept) }),
    ...(needed.length > 0 && { required: needed }),
    ...(anyOf && { anyOf: each(anyOf) }),
    ...(oneOf && { oneOf: each(oneOf) }),
    ...(allOf && { allOf: each(allOf) }),
  } as JsonSchema; // Only keywords of the schema it came from.
}

function failures({ operation, queryFields }: Route, schema: JsonSchema): Record<string, unknown> {
  const byStatus = errorsByStatus(operation, queryFields !== undefined);
  return Object.fromEntries(
    [...byStatus].map(([status, codes]) => [
      status,
      {
        description: codes.map((code) => `\`${code}\`: ${errors[code].message}`).join('\n\n'),
        headers: status === 429 ? { ...answerHeaders, 'Retry-After': header('RetryAfter') } : answerHeaders,
        content: { 'application/json': { schema } },
      },
    ]),
  );
}

const key = { apiKey: [] };
const token = { socketToken: [] };
const security: Record<CallerRule, unknown[]> = {
  key: [key],
  player: [token],
  any: [key, token],
  public: [{}, key, token],
};

const securitySchemes = {
  apiKey: { type: 'apiKey', in: 'header', name: 'X-API-Key' },
  socketToken: { type: 'http', scheme: 'bearer', bearerFormat: 'JWT' },
};

const idempotencyKey = { $ref: '#/components/parameters/IdempotencyKey' };
const parameters = {
  IdempotencyKey: {
    name: 'X-Idempotency-Key',
    in: 'header',
    required: false,
    description: 'A repeat of the same call with the same key answers as the first did and changes nothing',
    schema: { type: 'string', minLength: 1, maxLength: 255 },
  },
};

const header = (name: string) => ({ $ref: `#/components/headers/${name}` });
const answerHeaders = { 'X-Request-Id': header('RequestId') };
const headers = {
  RequestId: { description: 'Id of the request in the logs', schema: { type: 'string' } },
  RetryAfter: { description: 'Seconds', schema: { type: 'integer' } },
};
