import { z } from 'zod';
import type { EventDeclaration, EventDeclarations } from '../../contract/event.js';
import { type ChannelKind, channelKinds, idFields, Milliseconds } from '../../contract/ids.js';
import type { Feature, Operation } from '../../contract/operation.js';
import { PositionText } from '../../contract/position.js';
import type { JsonSchema } from '../input-schema.js';
import { FEED_NAMESPACE, namespaces } from '../socket-io/namespaces.js';
import { channelIds } from '../socket-io/subscription-request.js';
import { connectionEvents, connectionOperations, feedEvents, feedOperations } from './connection-contract.js';
import { createSchemaBook, type SchemaBook } from './schema-book.js';

export interface SocketDeclarations {
  readonly features: readonly Feature[];
  readonly events: readonly EventDeclarations[];
}

/** What one namespace takes and sends. */
interface Namespace {
  readonly address: string;
  readonly commands: readonly Operation[];
  readonly events: ReadonlyMap<string, EventDeclaration>;
}

/** Describes the Socket.IO side, as an AsyncAPI 3.0 document: one channel per namespace. */
export function describeSockets(declared: SocketDeclarations, version: string): Record<string, unknown> {
  const book = createSchemaBook();
  const described = listNamespaces(declared).map((namespace) => describeNamespace(namespace, book));
  const { document, schemas } = book.finish({
    channels: Object.fromEntries(described.map(({ id, channel }) => [id, channel])),
    operations: Object.fromEntries(described.flatMap(({ operations }) => operations)),
  });
  return {
    asyncapi: '3.0.0',
    info: { title: 'Fanfare', version, description: about, license: { name: 'Apache-2.0' } },
    defaultContentType: 'application/json',
    servers: {
      node: {
        host: 'localhost:3000',
        protocol: 'wss',
        pathname: '/socket.io',
        security: [{ $ref: '#/components/securitySchemes/socketToken' }],
      },
    },
    ...Object(document),
    components: { schemas, securitySchemes: { socketToken: tokenScheme } },
  };
}

const about =
  'Socket.IO 4 (EIO 4). Each channel below is a namespace, each message the first argument of the event of that name. A command may ask for an acknowledgement; its answer is `{ok:true,…}` or `{ok:false,error}`.';

const tokenScheme = {
  type: 'httpApiKey',
  in: 'query',
  name: 'token',
  description:
    'A socket token, sent as `auth.token` of the Socket.IO handshake or as `Authorization: Bearer`',
};

/** The namespaces of a node with their commands and events. */
export function listNamespaces({ features, events }: SocketDeclarations): Namespace[] {
  const commands = [
    ...Object.values<Operation>(connectionOperations),
    ...features.flatMap(({ operations }) => Object.values(operations)),
  ].filter(({ socket, caller }) => socket !== undefined && caller !== 'key');
  const all = [connectionEvents, ...events].flatMap((declared) => Object.entries(declared));

  const subscribable = Object.entries(namespaces).map(([address, kind]) => ({
    address,
    commands: commands.filter(({ socket = '' }) => serves(kind, kindOfCommand(socket))),
    events: new Map(
      all.filter(([, { channel }]) => serves(kind, channel === 'connection' ? undefined : channel)),
    ),
  }));
  const feed: Namespace = {
    address: FEED_NAMESPACE,
    commands: Object.values<Operation>(feedOperations),
    events: new Map<string, EventDeclaration>([
      ...Object.entries(feedEvents),
      ...Object.entries(connectionEvents),
    ]),
  };
  return [...subscribable, feed];
}

const serves = (namespace: ChannelKind | undefined, kind: ChannelKind | undefined): boolean =>
  namespace === undefined || kind === undefined || namespace === kind;

const kindOfCommand = (command: string): ChannelKind | undefined =>
  channelKinds.find((kind) => command.startsWith(`${kind}:`));

function describeNamespace({ address, commands, events }: Namespace, book: SchemaBook) {
  const id = address === '/' ? 'root' : address.slice(1);
  const channelRef = { $ref: `#/channels/${id}` };
  const messageRef = (name: string) => ({ $ref: `#/channels/${id}/messages/${name}` });
  const messages: Record<string, unknown> = {};
  const operations: [string, unknown][] = [];

  for (const command of commands) {
    const { socket = '', summary, input, output } = command;
    const name = keyOf(socket);
    messages[`${name}.command`] = { name: socket, summary, payload: book.write(input, 'input') };
    messages[`${name}.answer`] = { name: socket, payload: answerOf(book.write(output, 'output')) };
    const reply = { channel: channelRef, messages: [messageRef(`${name}.answer`)] };
    const receive = { action: 'receive', channel: channelRef, summary, reply };
    operations.push([`${id}.${name}`, { ...receive, messages: [messageRef(`${name}.command`)] }]);
  }
  for (const [name, declaration] of events) {
    const { summary } = declaration;
    messages[`${name}.event`] = { name, summary, payload: payloadOf(declaration, book) };
  }
  const sent = [...events.keys()].map((name) => messageRef(`${name}.event`));
  operations.push([`${id}.events`, { action: 'send', channel: channelRef, messages: sent }]);
  return { id, channel: { address, messages }, operations };
}

/** A command's name as a key of the document: colons are not allowed there. */
const keyOf = (command: string): string => command.replaceAll(':', '.');

const Failure = {
  type: 'object',
  properties: {
    ok: { const: false },
    error: {
      type: 'object',
      properties: { code: { type: 'string' }, message: { type: 'string' }, retryAfterMs: { type: 'number' } },
      required: ['code', 'message'],
    },
  },
  required: ['ok', 'error'],
};

const answerOf = (output: JsonSchema) => ({
  oneOf: [
    { allOf: [{ type: 'object', properties: { ok: { const: true } }, required: ['ok'] }, output] },
    Failure,
  ],
});

/** The fields of an event with what every kept event carries beside them. */
function payloadOf({ channel, fields }: EventDeclaration, book: SchemaBook): JsonSchema {
  if (channel === 'connection') return book.write(fields, 'output');
  const kept = {
    at: Milliseconds,
    position: PositionText.optional(),
    [idFields[channel]]: channelIds[channel],
  };
  return book.write(z.object({ ...fields.shape, ...kept }), 'output');
}
